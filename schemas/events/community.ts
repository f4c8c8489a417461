import { z } from 'zod';
import { event } from '../definition.ts';
import { growing, id, optional, ordinal, prose, text } from '../fields.ts';
import { timestamp } from '../timestamp.ts';

const post = {
  postId: id,
  forumId: id,
  authorId: id,
  title: text('New Strategy Discussion'),
  content: prose("I've developed a new momentum strategy..."),
  tags: z.array(prose('momentum')),
  attachments: z.array(prose('chart1.png')),
};

/** Posts, reactions and feeds (seed §2.3, §4.5). What people publish is no secret. */
export const communityEvents = {
  'community.post.created': event('A user wrote a post in a forum.', post),

  'community.post.updated': event('An author changed a post; the payload is all of it, not a difference.', {
    ...post,
    revision: ordinal,
  }),

  'community.post.removed': event('A post was taken away.', {
    postId: id,
    forumId: id,
    authorId: id,
    removedBy: growing(['AUTHOR', 'MODERATOR', 'SYSTEM']),
    reason: optional(prose('Advertising')),
  }),

  'community.interaction.recorded': event('A user reacted to a post.', {
    interactionId: id,
    userId: id,
    postId: id,
    kind: growing(['VIEW', 'LIKE', 'COMMENT', 'SHARE', 'REPORT']),
    text: optional(prose('Does it work in sideways markets?')).describe('Of a comment or a report'),
  }),

  'social.feed.updated': event("Something new is in a user's feed; it is named, not copied.", {
    feedItemId: id,
    userId: id.describe('Whose feed it is'),
    kind: growing(['POST', 'TRADE', 'LISTING', 'FOLLOW', 'COMPETITION']),
    subjectId: id.describe('Of the post, trade, listing and so on'),
    actorId: id.describe('Whose doing it is'),
    reason: growing(['FOLLOWED', 'RECOMMENDED', 'MENTIONED', 'TRENDING']),
    publishedAt: timestamp,
  }),
};
