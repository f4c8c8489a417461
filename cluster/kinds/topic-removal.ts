import type { Verdict } from '../plan/step.ts';
import { count, inEach, lossInWords, utc } from './loss.ts';
import type { MeasuredTopic, SeenTopic } from './topic.ts';

/**
 * What speaks against removing a topic: that someone reads it now, that someone has not read all of it, that it holds
 * what it promised to keep. A topic of which nobody has looked at the contents is taken to hold such.
 *
 * @param when it would go
 */
export function removalVerdicts(
  { configs }: SeenTopic,
  measured: MeasuredTopic | undefined,
  when?: string,
): readonly Verdict[] {
  const loss = measured?.losses['remove'];
  if (measured === undefined || loss === undefined) {
    return [{ guard: 'data-loss', level: 'refuse', reason: 'all that it holds is deleted for good' }];
  }
  const setting = (key: string): string | undefined => configs[key] ?? measured.defaults[key];
  const keptUntil = keptUntilMs(loss.newestMs, setting('cleanup.policy'), setting('retention.ms'));
  const isKept = keptUntil > measured.atMs;
  const isRead = Object.keys(loss.members).length > 0;
  const isUnread = Object.keys(loss.unread).length > 0;
  if (loss.records === 0 && !isRead) return [];
  const until = Number.isFinite(keptUntil) ? `until ${utc(keptUntil)}` : 'for good';
  return [
    {
      guard: 'data-loss',
      level: isKept || isRead || isUnread ? 'refuse' : 'note',
      reason:
        lossInWords(loss, when) +
        (isKept ? `; its newest record was to be kept ${until}` : '') +
        inEach(loss.members, '; read now by ', (group, members) => `${count(members, 'consumer')} of ${group}`),
    },
  ];
}

/** Until when the newest record is promised to be there. Compaction alone keeps the last of each key for good. */
function keptUntilMs(newestMs: number | null, policy = 'delete', retentionMs = '-1'): number {
  if (newestMs === null) return Number.NEGATIVE_INFINITY;
  if (!policy.split(',').includes('delete') || retentionMs === '-1') return Number.POSITIVE_INFINITY;
  return newestMs + Number(retentionMs);
}
