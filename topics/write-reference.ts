import { writeFile } from 'node:fs/promises';
import { accessReference } from './access/reference.ts';
import { services } from './access/services.ts';

/** Writes docs/reference/access.md from the services and their roles. */
await writeFile(new URL('../docs/reference/access.md', import.meta.url), accessReference(services));

console.error(`docs/reference/access.md: ${String(services.length)} services written`);
