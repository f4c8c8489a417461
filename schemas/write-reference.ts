import { mkdir, writeFile } from 'node:fs/promises';
import { topicOf } from '../topics/index.ts';
import { eventTypes } from './index.ts';
import { eventReference } from './reference.ts';

/** Writes docs/reference/events.md from the definitions of events and topics. */
const file = new URL('../docs/reference/events.md', import.meta.url);

await mkdir(new URL('.', file), { recursive: true });
await writeFile(file, eventReference(topicOf));

console.error(`docs/reference/events.md: ${String(eventTypes.length)} events written`);
