import fc from 'fast-check';
import pMap from 'p-map';
import { registryUrlOf } from '../../../local/index.ts';
import { breaksOf, compatibilityLevels, isRefusedByRegistry, type CompatibilityLevel } from '../../../schemas/index.ts';
import { anyHistory } from '../../unit/schemas/compatibility/avro-history-arbitrary.ts';
import { platformUnderTest } from '../access/platform-under-test.ts';

/** Fixed, so that a run can be repeated; any other must do as well. */
const seed = 20_261_125;
const histories = 220;
const leastPairs = 500;
/** The registry's database has eight connections. */
const concurrency = 8;
const levels = compatibilityLevels.filter((level) => level !== 'NONE');

let registry: string;
/** What holds for subjects without a level of their own. A subject of NONE is one of these. */
let general: string;
beforeAll(async () => {
  registry = registryUrlOf((await platformUnderTest()).platform);
  general = ((await (await fetch(`${registry}/config`)).json()) as { compatibilityLevel: string }).compatibilityLevel;
  await done('PUT', '/config', { compatibility: 'NONE' });
});
afterAll(() => done('PUT', '/config', { compatibility: general }));

async function ask(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) {
  const answer = await fetch(`${registry}${path}`, {
    method,
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, content: (await answer.json()) as { readonly is_compatible?: boolean } };
}

async function done(...request: Parameters<typeof ask>): Promise<void> {
  const { status, content } = await ask(...request);
  if (status !== 200) throw new Error(`${JSON.stringify(request)}: ${status} ${JSON.stringify(content)}`);
}

/** A subject with these versions, whether or not they go together, that from then on is held to the level. */
async function createSubject(subject: string, versions: readonly string[], level: CompatibilityLevel): Promise<void> {
  for (const [index, schema] of versions.entries()) {
    await done('POST', `/subjects/${subject}/versions`, { schema });
    if (index === 0) await done('PUT', `/config/${subject}`, { compatibility: 'NONE' });
  }
  await done('PUT', `/config/${subject}`, { compatibility: level });
}

/**
 * Whether the registry would take the schema; what it can't judge at all (422) it doesn't take either.
 *
 * @param versions to compare with: one of them, `latest`, or `all`
 */
async function registryAccepts(subject: string, versions: string, schema: string): Promise<boolean> {
  const path = `/compatibility/subjects/${subject}/versions${versions === 'all' ? '' : `/${versions}`}`;
  const { status, content } = await ask('POST', path, { schema });
  if (status !== 200 && status !== 422) throw new Error(`${path}: ${status} ${JSON.stringify(content)}`);
  return content.is_compatible === true;
}

function engineAccepts(schema: string, versions: readonly string[], level: CompatibilityLevel): boolean {
  const earlier = versions.map((text, index) => ({ name: `version ${index + 1}`, schema: text }));
  return !breaksOf(schema, earlier, level).some(isRefusedByRegistry);
}

test(`the engine decides as the registry does, on generated schemas of seed ${seed}`, async () => {
  const verdicts: { asked: unknown; engine: boolean; registry: boolean }[] = [];
  const subjects: string[] = [];
  let pairs = 0;

  async function judge(history: readonly string[], subject: string, level: CompatibilityLevel): Promise<void> {
    const versions = [...new Set(history.slice(0, -1))];
    const proposed = history.at(-1)!;
    subjects.push(subject);
    await createSubject(subject, versions, level);
    for (const [index, version] of versions.entries()) {
      pairs += 1;
      verdicts.push({
        asked: { level, proposed, version },
        engine: engineAccepts(proposed, [version], level),
        registry: await registryAccepts(subject, String(index + 1), proposed),
      });
    }
    verdicts.push({
      asked: { level, proposed, versions },
      engine: engineAccepts(proposed, versions, level),
      // Asked without a version, this registry compares with all of them at any level.
      registry: await registryAccepts(subject, level.endsWith('_TRANSITIVE') ? 'all' : 'latest', proposed),
    });
  }

  await pMap(
    fc.sample(anyHistory, { numRuns: histories, seed }).entries(),
    ([index, history]) => judge(history, `verdicts-${index}`, levels[index % levels.length]!),
    { concurrency },
  );
  // Only now: the registry cleans up texts that nobody uses, and takes from a registration what it is about to use.
  for (const subject of subjects) {
    await done('DELETE', `/subjects/${subject}`);
    await done('DELETE', `/subjects/${subject}?permanent=true`);
  }
  expect(verdicts.filter(({ engine, registry }) => engine !== registry)).toEqual([]);
  expect(pairs).toBeGreaterThanOrEqual(leastPairs);
  // Neither side may agree by always saying the same.
  const accepted = verdicts.filter(({ registry }) => registry).length;
  expect(Math.min(accepted, verdicts.length - accepted)).toBeGreaterThan(verdicts.length / 5);
}, 90_000);
