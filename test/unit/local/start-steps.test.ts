import { stepRunner, type StepEvent } from '../../../local/start-steps.ts';

function recorder(signal: AbortSignal) {
  const events: StepEvent[] = [];
  return { events, run: stepRunner(signal, (event) => events.push(event)) };
}

test('tells the beginning, what is said and the end of a step', async () => {
  const { events, run } = recorder(new AbortController().signal);
  const result = await run(
    'jars',
    (say) => {
      say('fetching');
      return Promise.resolve(64);
    },
    (count) => `${count} files`,
  );
  expect(result).toBe(64);
  expect(events).toEqual([
    { step: 'jars', state: 'started' },
    { step: 'jars', state: 'says', detail: 'fetching' },
    { step: 'jars', state: 'done', detail: '64 files' },
  ]);
});

test('begins no step after an abort', async () => {
  const { events, run } = recorder(AbortSignal.abort(new Error('Ctrl-C')));
  await expect(run('brokers', () => Promise.resolve())).rejects.toThrow('Ctrl-C');
  expect(events).toEqual([]);
});

test('blames the abort, not the step that it broke', async () => {
  const controller = new AbortController();
  const { events, run } = recorder(controller.signal);
  const step = run('brokers', () => {
    controller.abort(new Error('Ctrl-C'));
    return Promise.reject(new Error('connection reset'));
  });
  await expect(step).rejects.toThrow('Ctrl-C');
  expect(events.at(-1)).toMatchObject({ step: 'brokers', state: 'failed' });
});
