import { importContents, registryContents } from '../../../../cluster/index.ts';
import { registryStore } from '../../../../clients/node/index.ts';
import { RegistryInMemory } from './registry-in-memory.ts';

const contents = registryContents(
  'BACKWARD_TRANSITIVE',
  [
    { id: 40, type: 'AVRO', schema: '"int"', references: [] },
    { id: 12, type: 'AVRO', schema: '{"name":"Price"}', references: [] },
    { id: 13, type: 'JSON', schema: '{}', references: [{ name: 'Price', subject: 'price', version: 3 }] },
  ],
  [
    {
      name: 'price',
      level: 'FULL',
      versions: [
        { version: 3, id: 12 },
        { version: 1, id: 40, deleted: true },
      ],
    },
    { name: 'a/b c', level: null, versions: [{ version: 1, id: 13 }] },
  ],
);

test('an empty registry gets the same ids, versions, levels and references, and takes new ones afterwards', async () => {
  const registry = new RegistryInMemory();
  await registry.serve(async (url) => {
    expect(await importContents(registryStore(url), contents)).toBe(true);
    expect(await registryStore(`${url}/`).contents()).toEqual(contents);
    expect(registry.modes).toEqual(['READWRITE', 'IMPORT', 'READWRITE']);
    expect(registry.versions.map(({ id }) => id)).toEqual([12, 13, 40]);

    expect(await importContents(registryStore(url), contents)).toBe(false);
    expect(registry.modes).toHaveLength(3);
  });
});

test('more schemas than one answer holds are all there', async () => {
  const registry = new RegistryInMemory();
  for (let id = 1; id <= 2_500; id += 1)
    registry.versions.push({ subject: 'many', version: id, id, schema: `"${id}"` });
  const { schemas } = await registry.serve((url) => registryStore(url).contents());
  expect(schemas).toHaveLength(2_500);
});

test('one that holds something else is refused with what was found and expected, and is left as it is', async () => {
  const registry = new RegistryInMemory();
  registry.versions.push(
    { subject: 'price', version: 3, id: 41, schema: '{"name":"Cost"}' },
    { subject: 'other', version: 1, id: 12, schema: '{"name":"Other"}' },
  );
  await registry.serve(async (url) => {
    await expect(importContents(registryStore(url), contents)).rejects.toMatchObject({
      code: 'REFUSED',
      message:
        `schema registry ${url}: schema 12: found Other, expected Price, schema 41: found Cost, expected none, ` +
        'other, version 1: found schema 12, expected no such version, price, version 3: found schema 41, expected ' +
        '12; import into an empty registry; nothing was changed',
    });
  });
  expect(registry.versions).toHaveLength(2);
  expect(registry.modes).toEqual(['READWRITE']);
});

test('an import that broke off leaves the registry writable, and the next one goes on', async () => {
  const registry = new RegistryInMemory();
  registry.patience = 2;
  await registry.serve(async (url) => {
    await expect(importContents(registryStore(url), contents)).rejects.toMatchObject({
      code: 'REGISTRY',
      message: expect.stringContaining('/subjects/price/versions: answered 409, enough') as string,
    });
    expect(registry.modes.at(-1)).toBe('READWRITE');
    registry.patience = Infinity;
    expect(await importContents(registryStore(url), contents)).toBe(true);
    expect(await registryStore(url).contents()).toEqual(contents);
  });
});
