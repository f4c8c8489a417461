import prettyBytes from 'pretty-bytes';
import type { TopicContents } from '../topic-contents.ts';
import type { Loss } from './topic.ts';

/**
 * What goes when each partition loses its records before an offset. Bytes are taken as spread evenly over records,
 * since Kafka tells sizes of whole partitions only.
 *
 * @param endOf of each partition by id: the first offset that stays
 * @param newestMs when the newest record that goes was written
 */
export function lossBefore(
  { partitions, readers }: TopicContents,
  endOf: ReadonlyMap<number, number>,
  newestMs: number | null,
): Loss {
  const parts = partitions.map((partition) => {
    const end = Math.min(endOf.get(partition.id) ?? partition.earliest, partition.latest);
    return { ...partition, end, records: Math.max(0, end - partition.earliest) };
  });
  const losing = parts.filter(({ records }) => records > 0);
  const unread = readers.map(({ group, committed }): [string, number] => [
    group,
    total(losing.map(({ id, earliest, end }) => Math.max(0, end - Math.max(committed.get(id) ?? end, earliest)))),
  ]);
  const oldest = losing.flatMap(({ oldestMs }) => oldestMs ?? []);
  return {
    records: total(losing.map(({ records }) => records)),
    bytes: Math.round(
      total(losing.map(({ bytes, records, latest, earliest }) => (bytes * records) / (latest - earliest))),
    ),
    storedBytes: total(partitions.map(({ bytes }) => bytes)),
    oldestMs: oldest.length > 0 ? Math.min(...oldest) : null,
    newestMs: losing.length > 0 ? newestMs : null,
    unread: Object.fromEntries(unread.filter(([, count]) => count > 0)),
    members: Object.fromEntries(
      readers.filter(({ members }) => members > 0).map(({ group, members }) => [group, members]),
    ),
  };
}

/** What goes when records from before a time go: those before `firstSince`. */
export function lossByAge(contents: TopicContents, sinceMs: number): Loss {
  const newest = newestOf(contents);
  return lossBefore(
    contents,
    new Map(contents.partitions.map(({ id, firstSince }) => [id, firstSince])),
    newest === null ? null : Math.min(newest, sinceMs),
  );
}

/** What goes when the topic goes. */
export function lossOfAll(contents: TopicContents): Loss {
  return lossBefore(contents, new Map(contents.partitions.map(({ id, latest }) => [id, latest])), newestOf(contents));
}

/** The first offsets that stay when each partition may hold so many bytes. */
export function endsBySize({ partitions }: TopicContents, maxBytes: number): ReadonlyMap<number, number> {
  return new Map(
    partitions.map(({ id, bytes, earliest, latest }) => [
      id,
      bytes <= maxBytes ? earliest : earliest + Math.ceil(((latest - earliest) * (bytes - maxBytes)) / bytes),
    ]),
  );
}

function newestOf({ partitions }: TopicContents): number | null {
  const times = partitions.flatMap(({ newestMs }) => newestMs ?? []);
  return times.length > 0 ? Math.max(...times) : null;
}

/**
 * `80.0 kB of 120.0 kB (1,200 records, written from 2026-11-24T10:00Z to ...); not yet read: 20 by risk`.
 *
 * @param when it would go
 */
export function lossInWords(loss: Loss, when = 'now'): string {
  const { records, bytes, storedBytes, oldestMs, newestMs, unread } = loss;
  if (records === 0) return `none of its ${prettyBytes(storedBytes)} would go ${when}`;
  const range = oldestMs === null || newestMs === null ? '' : `, written from ${utc(oldestMs)} to ${utc(newestMs)}`;
  return (
    `about ${prettyBytes(bytes)} of ${prettyBytes(storedBytes)} in each copy would go ${when} ` +
    `(${count(records, 'record')}${range})${inEach(unread, '; not yet read: ', (group, n) => `${number(n)} by ${group}`)}`
  );
}

/** A phrase for each entry, or nothing when there is none. */
export function inEach(
  byName: Readonly<Record<string, number>>,
  before: string,
  phrase: (name: string, value: number) => string,
): string {
  const parts = Object.entries(byName).map(([name, value]) => phrase(name, value));
  return parts.length === 0 ? '' : `${before}${parts.join(', ')}`;
}

export function count(n: number, what: string): string {
  return `${number(n)} ${what}${n === 1 ? '' : 's'}`;
}

/** To the minute, in UTC. */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

function number(n: number): string {
  return n.toLocaleString('en-US');
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
