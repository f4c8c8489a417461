import type { Mismatch } from './resolution.ts';

/** How to have a change without the mismatch that it makes. @param reader whose reader fails */
export function adviceOn({ kind, path, found, expected }: Mismatch, reader: 'new' | 'old'): string {
  const field = path.slice(path.lastIndexOf('.') + 1);
  const isNew = reader === 'new';
  switch (kind) {
    case 'missing-field':
      return isNew
        ? `give ${field} a default (optional(...) in schemas/events/); if it was renamed, keep its old name`
        : `keep ${field}, whose readers have no default for it; what no longer has it is a new event type`;
    case 'ambiguous-field':
      return `drop the alias of ${field} that the other version has as a field of its own`;
    case 'name':
      return isNew
        ? `keep the name, or give the type the alias ${found.slice(found.indexOf(' ') + 1)}`
        : 'keep the name, or publish a new event type';
    case 'enum-symbols':
      return isNew
        ? `keep the symbols ${found}, or give the enum a default`
        : `publish ${found} in a new field with a default, as text that zod checks (a vocabulary that grows is no enum)`;
    case 'fixed-size':
    case 'type':
      return isNew
        ? `keep ${found}, and put ${expected} in a new field with a default`
        : `keep ${expected}, and put ${found} in a new field with a default`;
    case 'union-branch':
      return isNew
        ? `keep ${found} among the types of ${field}`
        : `keep to ${expected}, and put ${found} in a new field with a default`;
    case 'logical-type':
      return isNew
        ? `the same bytes would become another value: keep ${found}, and put ${expected} in a new field with a default`
        : `the same bytes would become another value: keep ${expected}, and put ${found} in a new field with a default`;
  }
}
