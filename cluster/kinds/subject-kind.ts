import pMap from 'p-map';
import type { Json } from '../plan/json.ts';
import type { Outcome, ResourceKind } from '../plan/resource-kind.ts';
import type { RegistryContents } from '../registry/contents.ts';
import type { SeenSubject, SubjectRegistry, WantedSubject } from './subject.ts';
import { subjectSteps, type SubjectChange } from './subject-steps.ts';

/** Requests under way at once: the registry's database has eight connections, and its clients want some. */
const concurrency = 6;

/**
 * Subjects of the schema registry: that they exist, have the version of this release, and hold later ones to a level.
 *
 * The registry that runs here (Apicurio) shows all of them in one request, by its export. Confluent's takes one for each
 * subject's level.
 */
export function subjectKind(registry: SubjectRegistry, wanted: readonly WantedSubject[]): ResourceKind {
  async function change(subject: string, { register, level, ...details }: SubjectChange): Promise<void> {
    if (register !== undefined) await registry.register(subject, register, details);
    if (level !== undefined) await registry.holdTo(subject, level);
  }

  return {
    name: 'subject',

    async observe() {
      return seenSubjects(await registry.contents());
    },

    steps: (circumstances) => subjectSteps(wanted, circumstances),

    async carryOut(steps) {
      // Asked for each of a hundred subjects, a registry that hangs would hold up an apply for a quarter of an hour.
      let silence: string | undefined;
      return pMap(
        steps,
        async (step): Promise<Outcome> => {
          if (silence !== undefined) {
            return { step: step.id, error: `not begun, since the registry does not answer: ${silence}` };
          }
          try {
            await change(step.resource, step.change as SubjectChange);
            return { step: step.id };
          } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            if (isPassing(error)) silence = reason;
            return { step: step.id, error: reason };
          }
        },
        { concurrency },
      );
    },
  };
}

/** The registry's trouble and not the subject's; its client has tried more than once. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

/** Subjects with their versions in use. */
function seenSubjects({ schemas, subjects }: RegistryContents): ReadonlyMap<string, Json> {
  const byId = new Map(schemas.map((schema) => [schema.id, schema]));
  return new Map(
    subjects.map(({ name, level, versions }) => {
      const inUse = versions.filter(({ deleted }) => deleted !== true);
      const registered = inUse.flatMap(({ id }) => byId.get(id) ?? []);
      const hasReferences = registered.some(({ references }) => references.length > 0);
      const seen: SeenSubject = {
        level,
        versions: inUse.map(({ version }) => version),
        schemas: registered.map(({ schema }) => schema),
        ...(hasReferences ? { references: registered.map(({ references }) => references) } : {}),
      };
      return [name, { ...seen }];
    }),
  );
}
