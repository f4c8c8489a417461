import type { StateObject, StateObjects } from '../../../agent/index.ts';

/** Objects that honour generations as a bucket does; test/system/agent holds the bucket's own to the same. */
export function objectsInMemory(between: () => Promise<void> = () => Promise.resolve()): StateObjects {
  const objects = new Map<string, StateObject>();
  let generation = 0;
  return {
    place: 'memory',
    async read(name) {
      await between();
      return objects.get(name);
    },
    async write(name, text, expected) {
      await between();
      if (expected !== undefined && expected !== (objects.get(name)?.generation ?? '0')) return false;
      generation += 1;
      objects.set(name, { text, generation: String(generation) });
      await between(); // the answer, too, takes its time
      return true;
    },
  };
}
