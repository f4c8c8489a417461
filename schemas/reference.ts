import { recordNameOf } from './avro.ts';
import { eventDefinition, eventTypes } from './catalogue.ts';
import type { EventType } from './catalogue.ts';
import { domains } from './definition.ts';
import type { Domain, EventChange } from './definition.ts';
import { envelope } from './envelope.ts';
import { exampleOf } from './example.ts';
import { fieldRowsOf } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';

/** Where an event is found and who answers for it; topics know that, and schemas don't know topics. */
export interface EventPlace {
  readonly name: string;
  readonly key: string;
  readonly owner: string;
}

const introduction = `# Events

Written by \`npm run write:reference\` from \`schemas/events/\` and \`topics/catalogue/\`; a test compares. Change those.

- **decimal**: exact, at most 20 digits before the point and 18 behind it; in JSON a text. In Avro \`decimal(38,18)\`.
- **instant**: UTC with milliseconds. **day**: without a time. In Avro \`timestamp-millis\` and \`date\`.
- **optional**: may be null; a missing field means the same.
- Words that end in \`…\` are today's: more may come, so a consumer needs a branch for the others. Those without are all.
- **secret**: personal or financial (\`confidential\` in the Avro schema); not for logs.
- The key is the record's key in the topic: events of one key stay in order.
- What changed in an event is told below it, version by version; one that tells nothing is as it was first published.`;

/**
 * The reference of all events, Markdown: by domain, each with its place, fields and an example.
 * @param placeOf the topic of an event, its key and its owner
 */
export function eventReference(placeOf: (type: EventType) => EventPlace): string {
  const [first] = eventTypes as readonly [EventType];
  return `${[
    introduction,
    contents(),
    '## Envelope',
    'Every event has these fields around its payload.',
    fieldTable(fieldRowsOf(envelope)),
    json(exampleOf(first)),
    ...domains.flatMap((domain) => [
      `## ${titleOf(domain)}`,
      ...typesOf(domain).flatMap((type) => section(type, placeOf(type))),
    ]),
  ].join('\n\n')}\n`;
}

function contents(): string {
  const lines = domains.map((domain) => {
    const links = typesOf(domain).map((type) => `[${type}](#${type.replaceAll('.', '')})`);
    return `- ${titleOf(domain)} (${links.length}): ${links.join(', ')}`;
  });
  return [`${eventTypes.length} events:`, '', ...lines].join('\n');
}

function section(type: EventType, { name, key, owner }: EventPlace): string[] {
  const { doc, version, changes, payload } = eventDefinition(type);
  const place = [
    `Topic \`${name}\``,
    `key \`${key}\``,
    `owner ${owner}`,
    `version ${version}`,
    `Avro \`${recordNameOf(type)}\``,
  ];
  return [
    `### ${type}`,
    `${doc} ${place.join(', ')}.`,
    fieldTable(fieldRowsOf(payload)),
    json({ eventType: type, payload: exampleOf(type).payload }),
    ...changeHistory(changes),
  ];
}

/** Newest first; nothing for an event that is as it was first published. */
export function changeHistory(changes: readonly EventChange[]): string[] {
  if (changes.length === 0) return [];
  return [
    `Changes:\n\n${changes
      .map(({ version, what }) => `- ${version}: ${what}`)
      .reverse()
      .join('\n')}`,
  ];
}

function fieldTable(rows: readonly FieldRow[]): string {
  const cells = rows.map(({ path, type, optional, unit = '', meaning = '', confidential }) => [
    `\`${path}\``,
    optional ? `${type}; optional` : type,
    unit,
    [confidential ? '**secret**' : '', meaning].filter((part) => part !== '').join('; '),
  ]);
  return [['Field', 'Type', 'Unit', 'Meaning'], ['---', '---', '---', '---'], ...cells]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

function json(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function typesOf(domain: Domain): EventType[] {
  return eventTypes.filter((type) => eventDefinition(type).domain === domain);
}

function titleOf(domain: Domain): string {
  const words = domain.replace('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
