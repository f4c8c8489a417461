import { readFileSync } from 'node:fs';
import { accessReference } from '../../../topics/access/reference.ts';
import { services } from '../../../topics/index.ts';

test('the committed reference of access is what the services say (else: npm run write:reference)', () => {
  const committed = readFileSync(new URL('../../../docs/reference/access.md', import.meta.url), 'utf8');
  expect(accessReference(services)).toBe(committed);
});
