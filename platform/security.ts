/**
 * The security decisions that hold everywhere (seed §6.3, §8). They are constants, not settings: there is no
 * environment in which weaker ones would be right.
 */

/** Seed §8.2: TLS 1.3 for clients and between brokers. */
export const tlsProtocol = 'TLSv1.3';

/** ZooKeeper's and Kafka's defaults are TLS 1.2 suites, with which every 1.3-only handshake fails. */
export const tlsCipherSuites = ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256'] as const;

/** Seed §6.3 and §8.1. */
export const saslMechanism = 'SCRAM-SHA-256';

/** Names of the listeners; why they are called so: docs/adr/0008-listener-names.md. */
export const listenerNames = { client: 'CLIENT', interBroker: 'SASL_SSL', outside: 'OUTSIDE' } as const;

/** SCRAM users that exist before any other; both are super users. */
export const brokerUser = 'kafka-broker';
export const operatorUser = 'platform-operator';

/**
 * Distinguished name of the certificate with which brokers and operators' tools enter ZooKeeper. It is one for
 * all: with x509 authentication znodes belong to the name that made them, and a second name gets NoAuth.
 */
export const zookeeperClientName = 'CN=kafka-zookeeper-client,O=Alphintra';
