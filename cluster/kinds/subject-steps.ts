import { isDeepStrictEqual } from 'node:util';
import { breakInWords, breaksOf, type CompatibilityLevel, type SchemaVersion } from '../../schemas/index.ts';
import type { Json } from '../plan/json.ts';
import type { Circumstances } from '../plan/resource-kind.ts';
import type { Step, Verdict } from '../plan/step.ts';
import type { SchemaDetails, SeenSubject, WantedSubject } from './subject.ts';

/** What a step asks of the registry. With both, the schema comes first: a level needs a subject. */
export interface SubjectChange extends SchemaDetails {
  readonly register?: string;
  /** Null takes away the subject's own. */
  readonly level?: CompatibilityLevel | null;
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

function creation(subject: WantedSubject, found: SeenSubject | undefined): Step {
  const { name, schema, level } = subject;
  return {
    ...about(name, 'create'),
    action: 'create',
    summary: `register its schema${level === null ? '' : `, and hold later versions to ${level}`}`,
    consequence: 'Services can send this event to the topic from then on.',
    basis: [{ path: ['versions'], value: found === undefined ? null : [] }],
    change: { register: schema, ...detailsOf(subject), ...(level === null ? {} : { level }) } satisfies SubjectChange,
    verdicts: verdictsOn({ ...subject, level: level ?? 'NONE' }, []),
  };
}

const ownLevel = "(the registry's default)";

function levelSteps({ name, level }: WantedSubject, found: SeenSubject): readonly Step[] {
  if (found.level === level) return [];
  return [
    {
      ...about(name, 'level'),
      action: 'change',
      summary: `compatibility ${found.level ?? ownLevel} -> ${level ?? ownLevel}`,
      consequence:
        level === null
          ? 'From then on the registry holds new versions to its own level; those that are there stay.'
          : `From then on the registry refuses versions that ${promiseOf(level)}; those that are there stay.`,
      basis: [{ path: ['level'], value: found.level }],
      change: { level },
      verdicts: [],
    },
  ];
}

function versionSteps(subject: WantedSubject, found: SeenSubject): readonly Step[] {
  const { name, schema } = subject;
  const earlier = found.schemas.map((text, index) => ({ schema: text, references: found.references?.[index] ?? [] }));
  if (earlier.some((registered) => isSameSchema(registered, subject))) return [];
  return [
    {
      ...about(name, 'version'),
      needs: [`subject/${name}/level`],
      action: 'change',
      summary: `register a version after ${found.versions.join(', ')}`,
      consequence: 'Services of this release write with it; readers fetch it with the first event that they see.',
      basis: [{ path: ['versions'], value: found.versions }],
      change: { register: schema, ...detailsOf(subject) } satisfies SubjectChange,
      verdicts: verdictsOn(
        subject,
        earlier.map((each, index) => ({ ...each, name: `version ${found.versions[index] ?? 0}` })),
      ),
    },
  ];
}

/** What the registry is told beside the text; nothing for Avro that is whole. */
function detailsOf({ type, references = [] }: WantedSubject): SchemaDetails {
  return {
    ...(type === undefined || type === 'AVRO' ? {} : { type }),
    ...(references.length > 0 ? { references } : {}),
  };
}

/**
 * The engine that checks schemas against git decides here too, before anything is written. It knows Avro that is whole;
 * of other schemas, and of levels that only the registry knows, the registry is the judge when they are registered.
 */
function verdictsOn(
  { name, schema, level, ...details }: WantedSubject,
  earlier: readonly (SchemaVersion & Required<Pick<SchemaDetails, 'references'>>)[],
): readonly Verdict[] {
  const isWhole = [details, ...earlier].every(({ references = [] }) => references.length === 0);
  if (level === null || !isWhole || (details.type ?? 'AVRO') !== 'AVRO') {
    const reason =
      'whether it suits the versions that are there, only the registry can tell: it refuses one that does not';
    return [{ guard: 'unjudged', level: 'note', reason }];
  }
  const verdict = (reason: string): Verdict => ({ guard: 'incompatible', level: 'never', reason });
  try {
    return breaksOf(schema, earlier, level, name).map((one) => verdict(breakInWords(one)));
  } catch (error) {
    return [verdict(error instanceof Error ? error.message : String(error))]; // not Avro, here or there
  }
}

function promiseOf(level: CompatibilityLevel): string {
  const whom = level.endsWith('_TRANSITIVE') ? 'any earlier version' : 'the last version';
  if (level.startsWith('BACKWARD')) return `can't read what ${whom} wrote`;
  if (level.startsWith('FORWARD')) return `readers of ${whom} can't read`;
  return level === 'NONE' ? "aren't Avro" : `don't go together with ${whom}, whichever reads`;
}

/** The registry keeps the text as it was sent; another client may have spaced it otherwise. */
function isSameSchema(
  left: { readonly schema: string } & SchemaDetails,
  right: { readonly schema: string } & SchemaDetails,
): boolean {
  const isSameText = left.schema === right.schema || unspaced(left.schema) === unspaced(right.schema);
  return isSameText && isDeepStrictEqual(left.references ?? [], right.references ?? []);
}

/** JSON without white space; Protobuf as it is. */
function unspaced(schema: string): string {
  try {
    return JSON.stringify(JSON.parse(schema));
  } catch {
    return schema;
  }
}

function about(subject: string, what: string): Pick<Step, 'id' | 'kind' | 'resource' | 'needs'> {
  return { id: `subject/${subject}/${what}`, kind: 'subject', resource: subject, needs: [] };
}
