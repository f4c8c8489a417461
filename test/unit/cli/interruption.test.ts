import { unlessInterrupted } from '../../../cli/start/interruption.ts';

const reason = new Error('Ctrl-C');
const endless = () => new Promise<never>(() => undefined);

test('gives what the work gives, or its failure', async () => {
  const { signal } = new AbortController();
  await expect(unlessInterrupted(signal, () => Promise.resolve(7))).resolves.toBe(7);
  await expect(unlessInterrupted(signal, () => Promise.reject(new Error('of its own')))).rejects.toThrow('of its own');
});

test('waits no longer for the work once it is interrupted', async () => {
  const controller = new AbortController();
  const waiting = unlessInterrupted(controller.signal, endless);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('takes a failure just before the interruption for its consequence', async () => {
  const controller = new AbortController();
  const failing = unlessInterrupted(controller.signal, () => Promise.reject(new Error('a child was stopped')));
  setTimeout(() => controller.abort(reason), 10);
  await expect(failing).rejects.toBe(reason);
});

test('does not begin work after the interruption', async () => {
  let begun = false;
  const work = () => {
    begun = true;
    return endless();
  };
  await expect(unlessInterrupted(AbortSignal.abort(reason), work)).rejects.toBe(reason);
  expect(begun).toBe(false);
});
