import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import kafkajs, {
  Kafka,
  logLevel,
  type Admin,
  type AdminConfig,
  type Consumer,
  type ConsumerConfig,
  type ISocketFactoryArgs,
  type KafkaConfig,
  type LogEntry,
  type Producer,
  type ProducerConfig,
  type SASLOptions,
} from 'kafkajs';
import type { ClientProperties } from './client-properties.ts';
import { toClusterError } from './kafka-failure.ts';

const { KafkaJSConnectionError } = kafkajs;

export interface ConnectOptions {
  /** Shown in the brokers' request logs and quotas. @default "kafka-platform" */
  readonly clientId?: string;
  /**
   * How long one request may take.
   * @default 120,000: a controller on two busy cores needs 9 to 19 s to create 1,000 partitions, and a dead
   * broker's connection ends by itself
   */
  readonly requestTimeoutMs?: number;
  /** How often an unreachable cluster is tried again, with growing pauses. @default 5 */
  readonly retries?: number;
  /** Gets the client's warnings and errors. Without it they are dropped, since what fails is thrown as well. */
  readonly log?: (entry: LogEntry) => void;
}

/**
 * A kafkajs client with the platform's security: SASL SCRAM over TLS 1.3, brokers checked by certificate
 * and name.
 *
 * It knows no LZ4: who reads or writes records takes the codec from `clients/node`, so that what only administers
 * (Cloud Functions) carries no native addon.
 */
export function connectKafka(properties: ClientProperties, options: ConnectOptions = {}): Kafka {
  const { clientId = 'kafka-platform', requestTimeoutMs = 120_000, retries = 5, log } = options;
  return new ClosingKafka({
    clientId,
    brokers: [...properties.bootstrapServers],
    ssl: { ca: [properties.certificateAuthority], minVersion: 'TLSv1.3' },
    sasl: saslOf(properties),
    connectionTimeout: 10_000,
    authenticationTimeout: 10_000,
    requestTimeout: requestTimeoutMs,
    retry: { retries, initialRetryTime: 200, maxRetryTime: 5_000 },
    logLevel: log === undefined ? logLevel.NOTHING : logLevel.WARN,
    ...(log === undefined ? {} : { logCreator: () => log }),
  });
}

function saslOf({ mechanism, username, password }: ClientProperties): SASLOptions {
  return mechanism === 'SCRAM-SHA-512'
    ? { mechanism: 'scram-sha-512', username, password }
    : { mechanism: 'scram-sha-256', username, password };
}

/**
 * A client that leaves no connection behind when it is disconnected.
 *
 * kafkajs forgets some after a broker's death: a consumer reconnects to a coordinator that was taken out of the pool,
 * two requests that find a connection closed at the same time open two sockets for it, and one that waits to be tried
 * again opens its socket when the client is long gone. Each would keep a process whose work is done until the broker
 * closes it, after ten minutes of silence.
 */
class ClosingKafka extends Kafka {
  readonly #config: KafkaConfig;

  constructor(config: KafkaConfig) {
    super(config);
    this.#config = config;
  }

  override admin(config?: AdminConfig): Admin {
    const admin = this.#closing((kafka) => kafka.admin(config));
    return {
      ...admin,
      describeCluster: () => answered(admin.describeCluster()),
      listTopics: () => answered(admin.listTopics()),
      fetchTopicMetadata: (options) => answered(admin.fetchTopicMetadata(options)),
    };
  }

  override consumer(config: ConsumerConfig): Consumer {
    return this.#closing((kafka) => kafka.consumer(config));
  }

  override producer(config?: ProducerConfig): Producer {
    return this.#closing((kafka) => kafka.producer(config));
  }

  #closing<Client extends { readonly connect: () => Promise<void>; readonly disconnect: () => Promise<void> }>(
    create: (kafka: Kafka) => Client,
  ): Client {
    const sockets = new Set<Socket>();
    let isDisconnected = false;
    // With an error: kafkajs takes no notice of a socket that is closed without one.
    const close = (socket: Socket) => socket.destroy(new Error('the client was disconnected'));
    const socketFactory = (args: ISocketFactoryArgs) => {
      const socket = openSocket(args, sockets);
      return isDisconnected ? close(socket) : socket;
    };
    const client = create(new Kafka({ ...this.#config, socketFactory }));
    return {
      ...client,
      async connect() {
        isDisconnected = false;
        await client.connect();
      },
      async disconnect() {
        isDisconnected = true;
        try {
          await client.disconnect();
        } finally {
          for (const socket of sockets) close(socket);
        }
      },
    };
  }
}

/**
 * Where each broker that it knows fails to answer for its metadata, kafkajs 2.2.4 drops the reasons (`withBroker`) and ends
 * in a TypeError at the answer that isn't there. It happens to who asks while the first broker starts, and knows no other.
 */
async function answered<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new KafkaJSConnectionError('none of the brokers has answered');
  }
}

/** The client's own way to open a socket; it is in `open` until it is closed. */
function openSocket({ host, port, ssl, onConnect }: ISocketFactoryArgs, open: Set<Socket>): Socket {
  const socket = connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect);
  open.add(socket);
  socket.once('close', () => open.delete(socket));
  // At each try to reach a dead broker the client lets go of its closed sockets again, and each time leaves a listener.
  return socket.setKeepAlive(true, 60_000).setMaxListeners(0);
}

/**
 * Runs `use` with a connected admin client and disconnects it whatever happens.
 *
 * @throws ClusterError `CLUSTER_UNREACHABLE` or `CLUSTER_REFUSED` naming the brokers tried
 */
export async function withAdmin<T>(
  properties: ClientProperties,
  options: ConnectOptions,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = connectKafka(properties, options).admin();
  try {
    await admin.connect();
    return await use(admin);
  } catch (error) {
    throw toClusterError(error, properties.bootstrapServers.join(','));
  } finally {
    await admin.disconnect();
  }
}
