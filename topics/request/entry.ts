import { InvalidTopicError } from '../errors.ts';
import type { TopicRequest } from './request.ts';
import { catalogueFieldsOf } from './review.ts';

/** As in .prettierrc.json. */
const lineWidth = 120;
const end = '] as const;';

/** The file of the catalogue that a requested topic belongs into, from the top of the checkout. */
export function catalogueFileOf({ domain }: TopicRequest): string {
  return `topics/catalogue/${domain}.ts`;
}

/** A requested topic in TypeScript, as its file in the catalogue has it: indented, formatted, with a closing comma. */
export function catalogueEntry(request: TopicRequest): string {
  const { name, partitions, key, owner, retention, cleanupPolicy, expectedBytesPerSecond } = catalogueFieldsOf(request);
  const quoted = request.events.map(literal);
  const onOneLine = `    events: [${quoted.join(', ')}],`;
  const events =
    onOneLine.length <= lineWidth
      ? [onOneLine]
      : ['    events: [', ...quoted.map((event) => `      ${event},`), '    ],'];
  return [
    `  // Asked for by ${owner}: ${request.retention.reason}`,
    '  defineTopic({',
    `    name: ${literal(name)},`,
    `    partitions: ${grouped(partitions)},`,
    `    key: ${literal(key)},`,
    `    owner: ${literal(owner)},`,
    `    retention: ${literal(retention)},`,
    `    cleanupPolicy: ${literal(cleanupPolicy)},`,
    ...events,
    `    expectedBytesPerSecond: ${grouped(expectedBytesPerSecond)},`,
    '  }),',
  ].join('\n');
}

/**
 * The text of the catalogue's file with the requested topic at its end.
 *
 * @throws InvalidTopicError when the file isn't written as those of the catalogue are
 */
export function withCatalogueEntry(text: string, request: TopicRequest): string {
  const at = text.lastIndexOf(`\n${end}`);
  if (at === -1) {
    throw new InvalidTopicError(request.name, [
      {
        path: catalogueFileOf(request),
        found: `no line "${end}"`,
        expected: 'the list of topics to end with it; put the entry in by hand',
      },
    ]);
  }
  return `${text.slice(0, at)}\n${catalogueEntry(request)}${text.slice(at)}`;
}

/** Reviewed names, keys and event types hold neither quotes nor backslashes, and others are never written. */
function literal(text: string): string {
  return `'${text}'`;
}

function grouped(value: number): string {
  const [whole = '', ...fraction] = String(value).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, '_'), ...fraction].join('.');
}
