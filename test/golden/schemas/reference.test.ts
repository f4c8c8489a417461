import { readFileSync } from 'node:fs';
import { eventReference } from '../../../schemas/reference.ts';
import { topicOf } from '../../../topics/index.ts';

test('the committed reference of events is what their definitions say (else: npm run write:reference)', () => {
  const committed = readFileSync(new URL('../../../docs/reference/events.md', import.meta.url), 'utf8');
  expect(eventReference(topicOf)).toBe(committed);
});

test('no line of a table breaks it, and every link of the contents leads to a heading', () => {
  const lines = eventReference(topicOf).split('\n');
  const cells = lines.filter((line) => line.startsWith('| ')).map((line) => line.split(/(?<!\\)\|/).length);
  expect(new Set(cells)).toEqual(new Set([6]));
  const headings = lines.filter((line) => line.startsWith('### ')).map((line) => line.slice(4).replaceAll('.', ''));
  const links = lines.flatMap((line) => [...line.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link));
  expect(links).toEqual(headings);
});
