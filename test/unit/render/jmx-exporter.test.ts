import { parse } from 'yaml';
import { jmxExporterYaml } from '../../../render/index.ts';

/** The rules on attributes as the exporter spells them. That it reads them so: test/system/boot and test/system/mirror. */
type Role = Parameters<typeof jmxExporterYaml>[0];
interface Rule {
  pattern: string;
  name: string;
  type: string;
  labels?: Record<string, string>;
}
const roles: Role[] = ['kafka', 'zookeeper', 'mirror-maker'];
const configOf = (role: Role) => parse(jmxExporterYaml(role)) as { includeObjectNames: string[]; rules: Rule[] };

/** The series of an attribute, by the first rule that matches it. */
function seriesOf(role: Role, attribute: string): string | undefined {
  for (const { pattern, name, labels = {} } of configOf(role).rules) {
    const match = new RegExp(pattern).exec(attribute);
    if (match === null) continue;
    const filled = (text: string) => text.replaceAll(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
    const pairs = Object.entries(labels).map(([key, value]) => [filled(key), filled(value)] as const);
    const told = pairs.filter(([key, value]) => key !== '' && value !== '');
    return `${filled(name).toLowerCase().replaceAll('-', '_')}{${told.map(([key, value]) => `${key.toLowerCase()}=${value}`).join(',')}}`;
  }
  return undefined;
}

test.each<[Role, string, string | undefined]>([
  [
    'kafka',
    'kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value: 0',
    'kafka_server_replicamanager_underreplicatedpartitions{}',
  ],
  [
    'kafka',
    'kafka.controller<type=KafkaController, name=ActiveControllerCount><>Value: 1',
    'kafka_controller_kafkacontroller_activecontrollercount{}',
  ],
  [
    'kafka',
    'kafka.controller<type=ControllerStats, name=LeaderElectionRateAndTimeMs><>Count: 3',
    'kafka_controller_controllerstats_leaderelection_total{}',
  ],
  [
    'kafka',
    'kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec, topic=a.b-c><>Count: 9',
    'kafka_server_brokertopicmetrics_bytesin_total{topic=a.b-c}',
  ],
  ['kafka', 'kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec, topic=a.b-c><>FiveMinuteRate: 9', undefined],
  [
    'kafka',
    'kafka.network<type=RequestMetrics, name=RequestsPerSec, request=Produce, version=11><>Count: 9',
    'kafka_network_requestmetrics_requests_total{request=Produce,version=11}',
  ],
  [
    'kafka',
    'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=Produce><>999thPercentile: 9',
    'kafka_network_requestmetrics_totaltimems{request=Produce,quantile=0.999}',
  ],
  ['kafka', 'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=Produce><>StdDev: 9', undefined],
  [
    'kafka',
    'kafka.log<type=Log, name=Size, topic=a.b, partition=7><>Value: 1',
    'kafka_log_log_size{topic=a.b,partition=7}',
  ],
  [
    'kafka',
    'kafka.server<type=socket-server-metrics, listener=CLIENT, networkProcessor=3><>failed-authentication-total: 1',
    'kafka_server_authentications_failed_total{listener=CLIENT,processor=3}',
  ],
  [
    'zookeeper',
    'org.apache.ZooKeeperService<name0=ReplicatedServer_id2, name1=replica.2, name2=Leader><>outstanding_requests: 0',
    'zookeeper_outstanding_requests{}',
  ],
  [
    'zookeeper',
    'org.apache.ZooKeeperService<name0=ReplicatedServer_id2, name1=replica.2, name2=Leader><>tick_time: 2000',
    'zookeeper_serving{role=Leader}',
  ],
  // An ensemble of one has other objects.
  [
    'zookeeper',
    'org.apache.ZooKeeperService<name0=StandaloneServer_port2181><>avg_request_latency: 1',
    'zookeeper_avg_request_latency{}',
  ],
  [
    'mirror-maker',
    'kafka.connect.mirror<type=MirrorSourceConnector, target=secondary, topic=a.b, partition=7><>record-count: 1',
    'kafka_connect_mirror_records_total{target=secondary,topic=a.b,partition=7}',
  ],
  [
    'mirror-maker',
    'kafka.connect.mirror<type=MirrorSourceConnector, target=secondary, topic=a.b, partition=7><>record-age-ms: 1',
    undefined,
  ],
  [
    'mirror-maker',
    'kafka.consumer<type=consumer-fetch-manager-metrics, client-id="primary->secondary|Source-0"><>records-lag-max: 1',
    'kafka_consumer_records_lag_max{client=primary->secondary|Source-0}',
  ],
])('%s: %s', (role, attribute, series) => {
  expect(seriesOf(role, attribute)).toBe(series);
});

test.each(roles)('%s: every object is named, and of partitions there are those that are worth their number', (role) => {
  const objects = configOf(role).includeObjectNames;
  // A type, or as ZooKeeper has them, a fixed number of properties: never a whole domain.
  expect(objects.filter((object) => !/:type=[^*,]+|:name0=/.test(object))).toEqual([]);
  const openEnded = objects.filter((object) => object.endsWith(',*'));
  expect(openEnded.filter((object) => /type=(Partition|Log|MirrorSourceConnector)/.test(object))).toEqual(
    { kafka: ['kafka.log:type=Log,name=Size,*'], zookeeper: [], 'mirror-maker': [objects[0]] }[role],
  );
});

test.each(roles)('%s: what only grows is a counter, and is named as one', (role) => {
  for (const { name, type } of configOf(role).rules)
    expect([name, type === 'COUNTER']).toEqual([name, name.endsWith('_total')]);
});
