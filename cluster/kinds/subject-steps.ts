import { breakInWords, breaksOf, type CompatibilityLevel } from '../../schemas/index.ts';
import type { Json } from '../plan/json.ts';
import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step, Verdict } from '../plan/step.ts';
import type { SeenSubject, WantedSubject } from './subject.ts';

/** What a step asks of the registry. With both, the schema comes first: a level needs a subject. */
export interface SubjectChange {
  readonly register?: string;
  readonly level?: CompatibilityLevel;
}

/**
 * The steps that make the registry's subjects as wanted. Subjects that the catalogue doesn't know, and further versions
 * of those that it does, are somebody else's and aren't touched.
 */
export function subjectSteps(wanted: readonly WantedSubject[], { seen }: Circumstances): readonly Step[] {
  const subjects = seen.get('subject') ?? new Map<string, Json>();
  return wanted.flatMap((subject) => {
    const found = subjects.get(subject.name) as unknown as SeenSubject | undefined;
    if (found === undefined || found.versions.length === 0) return [creation(subject, found)];
    return [...levelSteps(subject, found), ...versionSteps(subject, found)];
  });
}

function creation({ name, schema, level }: WantedSubject, found: SeenSubject | undefined): Step {
  return {
    ...about(name, 'create'),
    action: 'create',
    summary: `register its schema, and hold later versions to ${level}`,
    consequence: 'Services can send this event to the topic from then on.',
    basis: [{ path: ['versions'], value: found === undefined ? null : [] }],
    change: { register: schema, level },
    verdicts: verdictsOn(name, schema, [], level),
  };
}

function levelSteps({ name, level }: WantedSubject, found: SeenSubject): readonly Step[] {
  if (found.level === level) return [];
  return [
    {
      ...about(name, 'level'),
      action: 'change',
      summary: `compatibility ${found.level ?? "(the registry's default)"} -> ${level}`,
      consequence: `From then on the registry refuses versions that ${promiseOf(level)}; those that are there stay.`,
      basis: [{ path: ['level'], value: found.level }],
      change: { level },
      verdicts: [],
    },
  ];
}

function versionSteps({ name, schema, level }: WantedSubject, found: SeenSubject): readonly Step[] {
  if (found.schemas.some((registered) => isSameSchema(registered, schema))) return [];
  return [
    {
      ...about(name, 'version'),
      needs: [`subject/${name}/level`],
      action: 'change',
      summary: `register a version after ${found.versions.join(', ')}`,
      consequence: 'Services of this release write with it; readers fetch it with the first event that they see.',
      basis: [{ path: ['versions'], value: found.versions }],
      change: { register: schema },
      verdicts: verdictsOn(
        name,
        schema,
        found.schemas.map((text, index) => ({ name: `version ${found.versions[index] ?? 0}`, schema: text })),
        level,
      ),
    },
  ];
}

/** The engine that checks schemas against git decides here too, before anything is written. */
function verdictsOn(name: string, schema: string, ...rest: JudgedAgainst): readonly Verdict[] {
  const [earlier, level] = rest;
  const verdict = (reason: string): Verdict => ({ guard: 'incompatible', level: 'never', reason });
  try {
    return breaksOf(schema, earlier, level, name).map((one) => verdict(breakInWords(one)));
  } catch (error) {
    return [verdict(error instanceof Error ? error.message : String(error))]; // not Avro, here or there
  }
}

type JudgedAgainst = [earlier: Parameters<typeof breaksOf>[1], level: CompatibilityLevel];

function promiseOf(level: CompatibilityLevel): string {
  const whom = level.endsWith('_TRANSITIVE') ? 'any earlier version' : 'the last version';
  if (level.startsWith('BACKWARD')) return `can't read what ${whom} wrote`;
  if (level.startsWith('FORWARD')) return `readers of ${whom} can't read`;
  return level === 'NONE' ? "aren't Avro" : `don't go together with ${whom}, whichever reads`;
}

/** The registry keeps the text as it was sent; another client may have spaced it otherwise. */
function isSameSchema(left: string, right: string): boolean {
  return left === right || JSON.stringify(JSON.parse(left)) === JSON.stringify(JSON.parse(right));
}

function about(subject: string, what: string): Pick<Step, 'id' | 'kind' | 'resource' | 'needs'> {
  return { id: `subject/${subject}/${what}`, kind: 'subject', resource: subject, needs: [] };
}
