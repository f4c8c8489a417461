import type { ObjectStorage } from '../../../functions/object-storage/object-storage.ts';

interface StoragePromise {
  readonly promise: string;
  /** Given an empty storage. */
  readonly expectKept: (storage: ObjectStorage) => Promise<void>;
}

const content = Buffer.from('{"topics":["ä"]}\n');

/** What every storage promises (functions/object-storage/object-storage.ts); each is tested against all of them. */
export const storageContract: readonly StoragePromise[] = [
  {
    promise: 'gives back what was stored',
    expectKept: async (storage) => {
      await storage.create('backups/a/topics.json', content);
      await expect(storage.read('backups/a/topics.json')).resolves.toEqual(content);
    },
  },
  {
    promise: 'stores an empty object and a large one',
    expectKept: async (storage) => {
      const large = Buffer.alloc(3_000_000, 'x');
      await storage.create('backups/a/empty', Buffer.alloc(0));
      await storage.create('backups/a/large', large);
      await expect(storage.read('backups/a/empty')).resolves.toHaveLength(0);
      const found = await storage.read('backups/a/large');
      expect(found?.equals(large)).toBe(true);
    },
  },
  {
    promise: 'lists names and sizes below a folder, sorted, and nothing else',
    expectKept: async (storage) => {
      await storage.create('backups/b/2.json', content);
      await storage.create('backups/b/1.json', Buffer.from('1'));
      await storage.create('backups/a/deep/er.json', content);
      await storage.create('other/x.json', content);
      await expect(storage.list('backups/')).resolves.toEqual([
        { name: 'backups/a/deep/er.json', bytes: content.length },
        { name: 'backups/b/1.json', bytes: 1 },
        { name: 'backups/b/2.json', bytes: content.length },
      ]);
    },
  },
  {
    promise: 'lists nothing where nothing was stored',
    expectKept: async (storage) => {
      await expect(storage.list('backups/')).resolves.toEqual([]);
    },
  },
  {
    promise: 'never writes over an object',
    expectKept: async (storage) => {
      await storage.create('backups/a/x', content);
      await expect(storage.create('backups/a/x', Buffer.from('other'))).rejects.toMatchObject({
        code: 'NAME_TAKEN',
        retryable: true,
        message: expect.stringContaining('backups/a/x') as string,
      });
      await expect(storage.read('backups/a/x')).resolves.toEqual(content);
    },
  },
  {
    promise: 'takes the same content under the same name again, as after a lost answer',
    expectKept: async (storage) => {
      await storage.create('backups/a/x', content);
      await expect(storage.create('backups/a/x', content)).resolves.toBeUndefined();
    },
  },
  {
    promise: 'lets exactly one of two writers at once win',
    expectKept: async (storage) => {
      const [one, two] = [Buffer.from('one'), Buffer.from('two')];
      const [first, second] = await Promise.allSettled([
        storage.create('backups/a/x', one),
        storage.create('backups/a/x', two),
      ]);
      expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
      await expect(storage.read('backups/a/x')).resolves.toEqual(first.status === 'fulfilled' ? one : two);
    },
  },
  {
    promise: 'reads nothing where there is nothing',
    expectKept: async (storage) => {
      await expect(storage.read('backups/a/x')).resolves.toBeUndefined();
    },
  },
  {
    promise: 'removes an object, and one that is gone without complaint',
    expectKept: async (storage) => {
      await storage.create('backups/a/x', content);
      await storage.remove('backups/a/x');
      await storage.remove('backups/a/x');
      await expect(storage.list('backups/')).resolves.toEqual([]);
    },
  },
];
