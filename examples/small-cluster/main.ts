import { App } from 'cdktf';
import { EnvironmentStack, PrivateKafka } from '../../constructs/index.ts';
import { bundleAgent } from '../../functions/index.ts';
import { definePlatform, environments } from '../../platform/index.ts';

/** Another team's own Kafka: dev's shape under its own name, project and ranges, open to its engine's machines. */
const network = { domain: 'kafka.risk.internal', functionsCidr: '10.12.16.0/28' };
const platform = definePlatform({ ...environments.dev, name: 'risk', projectId: 'risk-kafka-dev', network });
const app = new App({ stackTraces: false });
const stack = new EnvironmentStack(app, platform, 'risk-kafka');
const kafka = new PrivateKafka(stack, 'cluster', { platform, agent: await bundleAgent() });
kafka.allowClients('risk-engine', { ranges: ['10.50.0.0/16'] });
app.synth();
