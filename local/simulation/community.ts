import { remember } from './world.ts';
import type { World } from './world.ts';

const forumCount = 25;
/** Posts that people still react to. */
const livelyPosts = 50;

/** What people do beside trading, once for each period of prices. */
export function talk(world: World): void {
  const { random, rows } = world;
  if (rows % 4 === 0) post(world);
  if (world.recentPosts.length > 0) {
    const reactions = random.whole(1, 3);
    for (let count = 0; count < reactions; count += 1) react(world);
  }
  if (rows % 5 === 0) follow(world);
  if (rows % 6 === 0) rank(world);
}

function post(world: World): void {
  const { random, journal, markets } = world;
  const authorId = random.pick(world.users);
  const symbol = random.pick([...markets.keys()]);
  const event = journal.record(
    'community-service',
    'community.post.created',
    {
      postId: `post-${random.hex(10)}`,
      forumId: `forum-${random.whole(1, forumCount)}`,
      authorId,
      title: `${symbol}: ${random.pick(['what next?', 'my take', 'too far, too fast', 'a second look'])}`,
      content: `Thoughts about ${symbol} after the last period.`,
      tags: [symbol.toLowerCase(), random.pick(['momentum', 'value', 'macro'])],
      attachments: random.chance(0.2) ? ['chart.png'] : [],
    },
    undefined,
    authorId,
  );
  remember(world.recentPosts, event, livelyPosts);
}

function react(world: World): void {
  const { random, journal } = world;
  const to = random.pick(world.recentPosts);
  const userId = random.pick(world.users);
  const kind = random.pick(['VIEW', 'VIEW', 'LIKE', 'COMMENT'] as const);
  journal.record(
    'community-service',
    'community.interaction.recorded',
    {
      interactionId: `interaction-${random.hex(10)}`,
      userId,
      postId: to.payload.postId,
      kind,
      text: kind === 'COMMENT' ? 'Agreed.' : null,
    },
    to,
    userId,
  );
}

function follow(world: World): void {
  const { random, journal } = world;
  const followerId = random.pick(world.users);
  const traderId = random.pick(world.strategies).userId;
  if (followerId === traderId) return;
  const copyTrading = random.chance(0.5);
  journal.record(
    'community-service',
    'social.follow.started',
    { followerId, traderId, copyTrading, maxAllocation: copyTrading ? random.whole(1, 20) * 500 : null },
    undefined,
    followerId,
  );
}

function rank(world: World): void {
  const { random, journal } = world;
  const gains = new Map<string, number>();
  for (const [key, { realizedPnl }] of world.positions) {
    const userId = key.slice(0, key.indexOf('/'));
    gains.set(userId, (gains.get(userId) ?? 0) + realizedPnl);
  }
  const top = [...gains].sort(([, a], [, b]) => b - a).slice(0, 10);
  journal.record('leaderboard-service', 'leaderboard.updated', {
    category: random.pick(['return', 'sharpe', 'consistency', 'followers', 'rookies']),
    period: random.pick(['DAY', 'WEEK', 'MONTH']),
    asOf: new Date(world.now()).toISOString(),
    entries: top.map(([userId, score], index) => ({ rank: index + 1, userId, score: Math.round(score * 100) / 100 })),
  });
}
