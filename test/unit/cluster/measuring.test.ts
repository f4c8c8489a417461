import type { Admin } from 'kafkajs';
import { topicKind } from '../../../cluster/index.ts';
import { observeDefaults } from '../../../cluster/observe.ts';

const synonym = (configName: string, configValue: string, configSource: number) => ({
  configName,
  configValue,
  configSource,
});

describe('what a topic follows where it sets nothing', () => {
  const defaultsWith = async (retention: Readonly<Record<string, string | null>>) => {
    const topic = [
      { configName: 'retention.ms', configSynonyms: [synonym('retention.ms', '1', 1)] },
      {
        configName: 'min.insync.replicas',
        configSynonyms: [synonym('min.insync.replicas', '2', 4), synonym('min.insync.replicas', '1', 5)],
      },
      { configName: 'unknown', configSynonyms: [] },
    ];
    const broker = Object.entries(retention).map(([configName, configValue]) => ({ configName, configValue }));
    const admin = {
      describeCluster: () => Promise.resolve({ controller: 2, brokers: [], clusterId: 'c' }),
      describeConfigs: () =>
        Promise.resolve({
          throttleTime: 0,
          resources: [
            { resourceType: 2, resourceName: 'orders', configEntries: topic },
            { resourceType: 4, resourceName: '2', configEntries: broker },
          ],
        }),
    } as unknown as Admin;
    return (await observeDefaults(admin, ['orders'])).get('orders');
  };

  test('is the first that the brokers set', async () => {
    expect(await defaultsWith({})).toEqual({ 'min.insync.replicas': '2' });
  });

  test.each([
    ['hours', { 'log.retention.ms': null, 'log.retention.minutes': null, 'log.retention.hours': '168' }, '604800000'],
    ['minutes', { 'log.retention.ms': null, 'log.retention.minutes': '2', 'log.retention.hours': '168' }, '120000'],
    ['milliseconds', { 'log.retention.ms': '7', 'log.retention.minutes': '2', 'log.retention.hours': '168' }, '7'],
    ['no limit', { 'log.retention.ms': null, 'log.retention.minutes': null, 'log.retention.hours': '-1' }, '-1'],
  ])('is their retention in milliseconds, whatever they set: %s', async (_, retention, expected) => {
    expect(await defaultsWith(retention)).toMatchObject({ 'retention.ms': expected });
  });
});

test('a plan that cuts nothing asks nothing more of the cluster', async () => {
  const nobody = new Proxy({} as Admin, {
    get: (_, name) => {
      throw new Error(`asked for ${String(name)}`);
    },
  });
  const nowhere = { bootstrapServers: ['h:1'], username: 'u', password: 'p', certificateAuthority: 'c' };
  const found = { partitions: 3, replicationFactor: 3, inSyncReplicas: 3, configs: { 'retention.ms': '5' } };
  const wanted = { name: 'orders', partitions: 6, replicationFactor: 3, configs: { 'retention.ms': '6' }, key: 'k' };
  const kind = topicKind(nobody, nowhere, [wanted]);
  const circumstances = { seen: new Map([['topic', new Map([['orders', found]])]]) };
  const steps = kind.steps(circumstances);
  expect(steps).toHaveLength(2);
  expect(await kind.measure?.(steps, circumstances)).toEqual(new Map());
});
