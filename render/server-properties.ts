import ipaddr from 'ipaddr.js';
import {
  brokerUser,
  listenerNames,
  operatorUser,
  saslMechanism,
  tlsCipherSuites,
  tlsProtocol,
  topicPolicyOf,
  type Broker,
  type Platform,
} from '../platform/index.ts';
import { secretReference } from './broker-secrets.ts';
import { scramLoginJaas, scramServerJaas } from './jaas.ts';
import { partitionsDir, secretFile, type MachineLayout } from './machine-layout.ts';
import { propertiesText, type Properties, type PropertySection } from './properties-text.ts';
import { brokerSettingProperties } from './property-names.ts';

/**
 * A broker's server.properties. It holds no secret: passwords are references into the broker's secrets file.
 *
 * @param broker one of `platform.nodes.brokers`
 * @param additions what only this machine needs, such as a shorter wait when it stops; may not repeat a property
 * @returns text of a Java properties file
 * @throws Error when an addition repeats a property of the model
 */
export function serverProperties(
  platform: Platform,
  broker: Broker,
  layout: MachineLayout,
  additions: Properties = {},
): string {
  return propertiesText(`Broker ${broker.name}: rendered from the platform's model, change it there`, [
    identity(broker, layout),
    { about: 'Settings of the model', properties: brokerSettingProperties(platform.kafka.settings) },
    internalTopics(platform),
    topicPolicies(platform),
    listeners(broker),
    authentication(broker, layout),
    tls(broker, layout),
    authorization,
    zookeeperClient(platform, layout),
    secrets(layout),
    { about: 'Only on this machine', properties: additions },
  ]);
}

function identity(broker: Broker, layout: MachineLayout): PropertySection {
  return {
    about: 'Who this broker is; replicas spread over racks',
    properties: { 'broker.id': broker.id, 'broker.rack': broker.rack, 'log.dirs': partitionsDir(layout) },
  };
}

function internalTopics({ kafka }: Platform): PropertySection {
  const { defaultReplicationFactor, minInSyncReplicas } = kafka.settings;
  return {
    about: 'Offsets and transactions are as durable as the data; min.insync.replicas covers the offsets topic',
    properties: {
      'offsets.topic.replication.factor': defaultReplicationFactor,
      'transaction.state.log.replication.factor': defaultReplicationFactor,
      'transaction.state.log.min.isr': minInSyncReplicas,
    },
  };
}

/** Classes of `policies/`. What they ask of replication they read from the settings of the model above. */
function topicPolicies(platform: Platform): PropertySection {
  const javaPackage = 'com.alphintra.kafka.policies';
  return {
    about: 'What topics must be like, whoever makes or changes them; replication as in the settings above',
    properties: {
      'create.topic.policy.class.name': `${javaPackage}.TopicCreationPolicy`,
      'alter.config.policy.class.name': `${javaPackage}.ConfigChangePolicy`,
      'alphintra.topic.name.pattern': topicPolicyOf(platform).namePattern,
    },
  };
}

interface Listener {
  readonly name: (typeof listenerNames)[keyof typeof listenerNames];
  readonly port: number;
  readonly bindAddress: string;
  /** What is told to those who ask where the broker is. */
  readonly host: string;
}

function listeners({ address, host, ports, outside }: Broker): PropertySection {
  const all: Listener[] = [
    { name: listenerNames.client, port: ports.client, bindAddress: clientBindAddress(address), host },
    { name: listenerNames.interBroker, port: ports.interBroker, bindAddress: address, host },
  ];
  // Whom it tells that name finds a proxy there, which knows the broker by it.
  if (outside !== undefined)
    all.push({ name: listenerNames.outside, port: outside.port, bindAddress: address, host: outside.hostname });
  return {
    about: `${whoListens(outside)} have a listener each; ${outside === undefined ? 'neither' : 'none'} is plaintext`,
    properties: {
      listeners: all.map(({ name, bindAddress, port }) => `${name}://${bindAddress}:${String(port)}`).join(','),
      'advertised.listeners': all.map((each) => `${each.name}://${each.host}:${String(each.port)}`).join(','),
      'listener.security.protocol.map': all.map(({ name }) => `${name}:SASL_SSL`).join(','),
    },
  };
}

function whoListens(outside: Broker['outside']): string {
  return outside === undefined ? 'Clients and brokers' : 'Clients, brokers and clients of other networks';
}

/**
 * A passthrough load balancer delivers packets that still carry its own address, so on a VM the client listener
 * takes any. Nodes that share a machine have loopback addresses and one port number, so each takes only its own.
 */
export function clientBindAddress(address: string): string {
  return ipaddr.parse(address).range() === 'loopback' ? address : '0.0.0.0';
}

function authentication({ outside }: Broker, layout: MachineLayout): PropertySection {
  const mechanism = saslMechanism.toLowerCase();
  const brokerLogin = { username: brokerUser, password: secretReference(layout, 'scram.password') };
  return {
    about: 'Everyone logs in by SCRAM; brokers also show each other a certificate',
    properties: {
      'sasl.enabled.mechanisms': saslMechanism,
      ...forClients('client'),
      [`${prefixOf('interBroker')}${mechanism}.sasl.jaas.config`]: scramLoginJaas(brokerLogin),
      // Only with the listener's prefix: without it Kafka ignores ssl.client.auth on SASL listeners (KIP-684).
      [`${prefixOf('interBroker')}ssl.client.auth`]: 'required',
      ...(outside === undefined ? {} : forClients('outside')),
    },
  };
}

function forClients(listener: 'client' | 'outside'): Properties {
  return {
    [`${prefixOf(listener)}${saslMechanism.toLowerCase()}.sasl.jaas.config`]: scramServerJaas,
    [`${prefixOf(listener)}ssl.client.auth`]: 'none',
  };
}

function prefixOf(listener: keyof typeof listenerNames): string {
  return `listener.name.${listenerNames[listener].toLowerCase()}.`;
}

function tls({ outside }: Broker, layout: MachineLayout): PropertySection {
  return {
    about: `TLS of ${outside === undefined ? 'both' : 'all'} listeners`,
    properties: {
      'ssl.protocol': tlsProtocol,
      'ssl.enabled.protocols': tlsProtocol,
      'ssl.cipher.suites': tlsCipherSuites.join(','),
      'ssl.endpoint.identification.algorithm': 'https',
      'ssl.keystore.location': secretFile(layout, 'keystore'),
      'ssl.keystore.password': secretReference(layout, 'keystore.password'),
      'ssl.key.password': secretReference(layout, 'key.password'),
      'ssl.truststore.location': secretFile(layout, 'truststore'),
      'ssl.truststore.password': secretReference(layout, 'truststore.password'),
    },
  };
}

const authorization: PropertySection = {
  about: 'Who has no permission has none',
  properties: {
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'allow.everyone.if.no.acl.found': false,
    'super.users': [brokerUser, operatorUser].map((user) => `User:${user}`).join(';'),
  },
};

function zookeeperClient({ zookeeperConnect }: Platform, layout: MachineLayout): PropertySection {
  return {
    about: 'ZooKeeper by TLS with a client certificate; only its holders may touch what brokers write',
    properties: {
      'zookeeper.connect': zookeeperConnect,
      'zookeeper.set.acl': true,
      'zookeeper.ssl.client.enable': true,
      'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
      'zookeeper.ssl.protocol': tlsProtocol,
      'zookeeper.ssl.enabled.protocols': tlsProtocol,
      'zookeeper.ssl.cipher.suites': tlsCipherSuites.join(','),
      'zookeeper.ssl.keystore.type': 'JKS',
      'zookeeper.ssl.keystore.location': secretFile(layout, 'zookeeperClientKeystore'),
      'zookeeper.ssl.keystore.password': secretReference(layout, 'zookeeper.keystore.password'),
      'zookeeper.ssl.truststore.type': 'JKS',
      'zookeeper.ssl.truststore.location': secretFile(layout, 'truststore'),
      'zookeeper.ssl.truststore.password': secretReference(layout, 'zookeeper.truststore.password'),
    },
  };
}

function secrets(layout: MachineLayout): PropertySection {
  return {
    about: 'Secrets are read from one file; the encoder keeps dynamic passwords unreadable in ZooKeeper',
    properties: {
      'config.providers': 'file',
      'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
      'config.providers.file.param.allowed.paths': layout.secretsDir,
      'password.encoder.secret': secretReference(layout, 'password.encoder.secret'),
    },
  };
}
