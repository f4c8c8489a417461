import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEventRegistry } from '../../../../clients/node/index.ts';
import { avroSchemaFor, codecFor, createEvent } from '../../../../schemas/index.ts';
import { compileSchema } from '../../../../schemas/logical-types.ts';
import { alertFor } from './alert-event.ts';

const tickSubject = 'market-data-raw-com.alphintra.events.marketdata.MarketDataTick';
const topic = { name: 'market-data-raw', events: ['market.data.tick'] } as const;

type Answer = (path: string, body: { schema?: string } | undefined) => [status: number, body: unknown];

/** Runs `use` against a registry that answers as told, and says which paths it was asked for. */
async function withRegistry<T>(answer: Answer, use: (url: string, asked: string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = decodeURIComponent(request.url ?? '');
      asked.push(`${request.method ?? ''} ${path}`);
      const [status, body] = answer(path, text === '' ? undefined : JSON.parse(text));
      response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/apis/ccompat/v7`, asked);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

test('registers each event of each topic under its TopicRecordName subject', async () => {
  const schemas: unknown[] = [];
  await withRegistry(
    (_, body) => {
      schemas.push(JSON.parse(body?.schema ?? ''));
      return [200, { id: 42 }];
    },
    async (url, asked) => {
      const ids = await createEventRegistry({ url }).register([topic]);
      expect([...ids]).toEqual([[tickSubject, 42]]);
      expect(asked).toEqual([`POST /apis/ccompat/v7/subjects/${tickSubject}/versions`]);
    },
  );
  expect(schemas).toEqual([avroSchemaFor('market.data.tick')]);
});

test('asks for an id once, however many want it at once', async () => {
  await withRegistry(
    () => [200, { id: 7 }],
    async (url, asked) => {
      const registry = createEventRegistry({ url });
      const ids = await Promise.all(
        Array.from({ length: 50 }, () => registry.idOf('market-data-raw', 'market.data.tick')),
      );
      expect(new Set(ids)).toEqual(new Set([7]));
      expect(asked).toEqual([`POST /apis/ccompat/v7/subjects/${tickSubject}`]);
      expect(registry.knownDecoder(7)).toBe(codecFor('market.data.tick'));
    },
  );
});

test('finds the event of a schema that another client registered', async () => {
  await withRegistry(
    () => [200, { schema: JSON.stringify(avroSchemaFor('user.kyc.verified')) }],
    async (url) => {
      await expect(createEventRegistry({ url }).decoderOf(3)).resolves.toBe(codecFor('user.kyc.verified'));
    },
  );
});

test('reads what another release wrote with its own schema, and asks for that schema once', async () => {
  const ours = avroSchemaFor('market.data.alert');
  const newer = { ...ours, fields: [...ours.fields, { name: 'venue', type: 'string', default: '' }] };
  const { event: draft } = alertFor('user-1');
  const alert = createEvent(draft.eventType, draft.payload, draft);
  const body = compileSchema(newer as never).toBuffer({ ...alert, venue: 'XNYS' });
  await withRegistry(
    () => [200, { schema: JSON.stringify(newer) }],
    async (url, asked) => {
      const registry = createEventRegistry({ url });
      const [decoder] = await Promise.all([registry.decoderOf(3), registry.decoderOf(3)]);
      expect(decoder.decode(body)).toEqual(alert);
      expect(registry.knownDecoder(3)).toBeDefined();
      expect(asked).toEqual(['GET /apis/ccompat/v7/schemas/ids/3']);
    },
  );
});

test('names the schema and the field that this release can not read', async () => {
  const text = JSON.stringify(avroSchemaFor('market.data.tick')).replace('"name":"bid"', '"name":"bidPrice"');
  await withRegistry(
    () => [200, { schema: text }],
    async (url) => {
      await expect(createEventRegistry({ url }).decoderOf(7)).rejects.toMatchObject({
        code: 'INCOMPATIBLE_SCHEMA',
        retryable: false,
        message: expect.stringMatching(/^schema 7, event "market\.data\.tick", payload\.bid: found no such field/),
      });
    },
  );
});

test('an incompatible schema is refused once, with the subject and what the registry said', async () => {
  await withRegistry(
    () => [409, { error_code: 409, message: 'Schema being registered is incompatible' }],
    async (url, asked) => {
      await expect(createEventRegistry({ url }).register([topic])).rejects.toMatchObject({
        name: 'RegistryError',
        retryable: false,
        message: expect.stringMatching(
          /MarketDataTick\/versions: answered 409, Schema being registered is incompatible; /,
        ),
      });
      expect(asked).toHaveLength(1);
    },
  );
});

test('a registry that stumbles is asked again', async () => {
  let failures = 2;
  await withRegistry(
    () => (failures-- > 0 ? [503, 'starting'] : [200, { id: 5 }]),
    async (url) => {
      await expect(createEventRegistry({ url }).idOf('market-data-raw', 'market.data.tick')).resolves.toBe(5);
    },
  );
});

test('a registry that is not there is named, and worth another try', async () => {
  const registry = createEventRegistry({ url: 'http://127.0.0.1:1' });
  await expect(registry.decoderOf(1)).rejects.toMatchObject({
    retryable: true,
    message: expect.stringContaining('http://127.0.0.1:1/schemas/ids/1: no usable answer'),
  });
});

test('a schema that is no event of this release is refused by name', async () => {
  await withRegistry(
    () => [200, { schema: '{"type":"record","name":"Other","namespace":"elsewhere","fields":[]}' }],
    async (url) => {
      await expect(createEventRegistry({ url }).decoderOf(9)).rejects.toThrow('found the record "elsewhere.Other"');
    },
  );
});
