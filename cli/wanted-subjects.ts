import { avroSchemaFor, compatibilityOf, subjectFor } from '../schemas/index.ts';
import { topics } from '../topics/index.ts';

/** The registry's subjects of the catalogue: one for each event of each topic. */
export function wantedSubjects() {
  return topics.flatMap(({ name, events }) =>
    events.map((type) => ({
      name: subjectFor(name, type),
      schema: JSON.stringify(avroSchemaFor(type)),
      level: compatibilityOf(type),
    })),
  );
}
