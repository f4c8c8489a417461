import { definePlatform, environments, onOneMachine, platformOf, secondaryOf } from '../../../platform/index.ts';
import {
  akhqYaml,
  alertmanagerYaml,
  clientProperties,
  connectDistributed,
  connectors,
  grafanaDataSources,
  grafanaIni,
  haproxyCfg,
  haproxyUnit,
  jmxExporterYaml,
  ksqldbProperties,
  mirrorMakerUnit,
  mm2Properties,
  opsAgentConfig,
  plainLog4jProperties,
  log4jProperties,
  producerProperties,
  prometheusYaml,
  schemaRegistryProperties,
  serverProperties,
  serviceLayout,
  systemdUnit,
  vmLayout,
  zookeeperClientProperties,
  zooCfg,
} from '../../../render/index.ts';
import { withOutsideClients } from '../../unit/platform/with-outside-clients.ts';
import { expectGolden } from '../matcher.ts';

const production = platformOf('production');
const dev = platformOf('dev');
const entered = definePlatform(withOutsideClients(environments.production));
const oneMachine = definePlatform(onOneMachine(environments.production, '127.20.0.0/24'));
const layoutOnOneMachine = (node: string) => ({
  installDir: '/home/me/platform/jars',
  configDir: `/home/me/platform/${node}/config`,
  dataDir: `/home/me/platform/${node}/data`,
  logDir: `/home/me/platform/${node}/log`,
  secretsDir: `/home/me/platform/${node}/secrets`,
});

const kafka = vmLayout('kafka');
const zookeeper = vmLayout('zookeeper');
const access = {
  credentials: { username: 'market-data', password: 'an-example' },
  trust: { type: 'PEM', location: '/etc/market-data/ca.pem' },
} as const;

test.each([
  ['production/kafka-01/server.properties', serverProperties(production, production.nodes.brokers[0]!, kafka)],
  ['production/kafka-01/log4j.properties', log4jProperties('kafka', kafka)],
  ['production/kafka-01/kafka.service', systemdUnit(production, 'kafka', kafka, production.nodes.brokers[0]!.address)],
  ['production/kafka-01/zookeeper-client.properties', zookeeperClientProperties(kafka)],
  ['production/zk-01/zoo.cfg', zooCfg(production, production.nodes.zookeeper[0]!, zookeeper)],
  ['production/zk-01/log4j.properties', log4jProperties('zookeeper', zookeeper)],
  [
    'production/zk-01/zookeeper.service',
    systemdUnit(production, 'zookeeper', zookeeper, production.nodes.zookeeper[0]!.address),
  ],
  ['production/haproxy/haproxy.cfg', haproxyCfg(production)],
  ['production/haproxy/haproxy.service', haproxyUnit()],
  ['production/mirror-maker/mm2.properties', mm2Properties(production, secondaryOf(production))],
  ['production/mirror-maker/log4j.properties', plainLog4jProperties('MirrorMaker')],
  ['production/mirror-maker/mirror-maker.service', mirrorMakerUnit(secondaryOf(production))],
  ['production/ops-agent.yaml', opsAgentConfig()],
  ['jmx-exporter/kafka.yml', jmxExporterYaml('kafka')],
  ['jmx-exporter/zookeeper.yml', jmxExporterYaml('zookeeper')],
  ['jmx-exporter/mirror-maker.yml', jmxExporterYaml('mirror-maker')],
  [
    'production/schema-registry-01/schema-registry.properties',
    schemaRegistryProperties(production, production.nodes.schemaRegistry[0]!, serviceLayout),
  ],
  [
    'production/connect-01/connect-distributed.properties',
    connectDistributed(production, production.nodes.connect[0]!, serviceLayout),
  ],
  [
    'production/ksqldb-0/ksql-server.properties',
    ksqldbProperties(production, 'ksqldb-0.ksqldb.kafka.svc.cluster.local', serviceLayout),
  ],
  ...connectors(production, serviceLayout).map(({ name, config }): [string, string] => [
    `production/connectors/${name}.json`,
    `${JSON.stringify(config, undefined, 2)}\n`,
  ]),
  ['production/akhq/application.yml', akhqYaml(production, serviceLayout)],
  ['production/prometheus/prometheus.yml', prometheusYaml(production, serviceLayout)],
  ['production/alertmanager/alertmanager.yml', alertmanagerYaml(production, serviceLayout)],
  ['production/grafana/grafana.ini', grafanaIni(serviceLayout)],
  ['production/grafana/prometheus.yml', grafanaDataSources()],
  ['production/client.properties', clientProperties(production, access)],
  ['production/producer.properties', producerProperties(production, access)],
  ['entered-from-outside/haproxy/haproxy.cfg', haproxyCfg(entered)],
  ['entered-from-outside/haproxy-secondary/haproxy.cfg', haproxyCfg(secondaryOf(entered))],
  ['entered-from-outside/kafka-01/server.properties', serverProperties(entered, entered.nodes.brokers[0]!, kafka)],
  ['dev/kafka-02/server.properties', serverProperties(dev, dev.nodes.brokers[1]!, kafka)],
  ['dev/kafka-02/kafka.service', systemdUnit(dev, 'kafka', kafka, dev.nodes.brokers[1]!.address)],
  [
    'one-machine/kafka-01/server.properties',
    serverProperties(oneMachine, oneMachine.nodes.brokers[0]!, layoutOnOneMachine('kafka-01'), {
      'controlled.shutdown.retry.backoff.ms': 500,
    }),
  ],
  ['one-machine/zk-01/zoo.cfg', zooCfg(oneMachine, oneMachine.nodes.zookeeper[0]!, layoutOnOneMachine('zk-01'))],
])('%s is rendered as recorded', (file, text) => {
  expectGolden(text, new URL(file, import.meta.url));
});
