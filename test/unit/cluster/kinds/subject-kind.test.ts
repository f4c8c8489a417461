import { subjectKind, type Step } from '../../../../cluster/index.ts';

const wanted = Array.from({ length: 50 }, (_, index) => ({
  name: `orders-${index}`,
  schema: JSON.stringify({ type: 'record', name: `Order${index}`, fields: [] }),
  level: 'BACKWARD_TRANSITIVE' as const,
}));

/** What becomes of fifty new subjects at a registry that answers each request so. */
async function carriedOut(answer: (subject: string) => Promise<void>) {
  const asked: string[] = [];
  const kind = subjectKind(
    {
      contents: () => Promise.resolve({ schemas: [], subjects: [], level: undefined }) as never,
      register(subject) {
        asked.push(subject);
        return answer(subject);
      },
      holdTo: () => Promise.resolve(),
    },
    wanted,
  );
  const steps: readonly Step[] = kind.steps({ seen: new Map([['subject', new Map()]]) });
  expect(steps).toHaveLength(50);
  const outcomes = await kind.carryOut(steps);
  return { asked, errors: outcomes.map(({ error }) => error) };
}

test('a registry that gives no answer is not asked for the rest, which its steps say', async () => {
  const failure = Object.assign(new Error('schema registry 127.0.0.1: timed out'), { retryable: true });
  const { asked, errors } = await carriedOut(() => Promise.reject(failure));
  expect(asked.length).toBeLessThanOrEqual(6);
  expect(errors.slice(0, asked.length)).toEqual(asked.map(() => failure.message));
  expect(new Set(errors.slice(asked.length))).toEqual(
    new Set(['not begun, since the registry does not answer: schema registry 127.0.0.1: timed out']),
  );
});

test('a subject that the registry refuses keeps no other from being made', async () => {
  const refusal = Object.assign(new Error('not compatible'), { retryable: false });
  const { asked, errors } = await carriedOut((subject) =>
    subject === 'orders-3' ? Promise.reject(refusal) : Promise.resolve(),
  );
  expect(asked).toHaveLength(50);
  expect(errors.filter((error) => error !== undefined)).toEqual(['not compatible']);
});
