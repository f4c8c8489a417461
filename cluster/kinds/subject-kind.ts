import pMap from 'p-map';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import { subjectsInExport } from '../registry-export.ts';
import type { SubjectRegistry, WantedSubject } from './subject.ts';
import { subjectSteps, type SubjectChange } from './subject-steps.ts';

/** Requests under way at once: the registry's database has eight connections, and its clients want some. */
const concurrency = 6;

/**
 * Subjects of the schema registry: that they exist, have the version of this release, and hold later ones to a level.
 *
 * It looks at all of them in one request, by the export of the registry that runs here (Apicurio). The API that it
 * shares with Confluent's has no such request: it would take three for each subject.
 */
export function subjectKind(registry: SubjectRegistry, wanted: readonly WantedSubject[]): ResourceKind {
  async function change(subject: string, { register, level }: SubjectChange): Promise<void> {
    if (register !== undefined) await registry.register(subject, register);
    if (level !== undefined) await registry.holdTo(subject, level);
  }

  return {
    name: 'subject',

    async observe() {
      const subjects = subjectsInExport(await registry.exported());
      return new Map([...subjects].map(([name, subject]): [string, Json] => [name, { ...subject }]));
    },

    steps: (circumstances) => subjectSteps(wanted, circumstances),

    carryOut: (steps) =>
      pMap(
        steps,
        async (step): Promise<Outcome> => {
          try {
            await change(step.resource, step.change as SubjectChange);
            return { step: step.id };
          } catch (error) {
            return { step: step.id, error: error instanceof Error ? error.message : String(error) };
          }
        },
        { concurrency },
      ),
  };
}
