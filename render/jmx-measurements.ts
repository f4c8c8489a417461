/** What the JMX exporter tells of a program. https://prometheus.github.io/jmx_exporter/ */
export interface JmxMeasurements {
  /**
   * All that is asked for. What no rule wants isn't even read: a broker has a dozen objects for each of a thousand
   * partitions.
   */
  readonly objects: readonly string[];
  /** The first that matches an attribute names its series; what none matches is dropped. */
  readonly rules: readonly JmxRule[];
}

interface JmxRule {
  /** Of `domain<key=value, ...><>attribute: value`. */
  readonly pattern: string;
  /** Written in lower case, with an underscore for whatever no name may have. */
  readonly name: string;
  readonly type: 'COUNTER' | 'GAUGE';
  /** One whose name or value is empty is left out. */
  readonly labels?: Readonly<Record<string, string>>;
  /** In place of the attribute's. */
  readonly value?: number;
  /** Patterns are of `snake_case` in place of `CamelCase` attributes. */
  readonly attrNameSnakeCase?: true;
  /** Which rule is an attribute's is found out once: of 1,000 partitions in 0.6 s instead of 2 s each time. */
  readonly cache: true;
}

type RuleExtras = Pick<JmxRule, 'labels' | 'value' | 'attrNameSnakeCase'>;

function counter(name: string, pattern: string, extras: RuleExtras = {}): JmxRule {
  return { pattern: `^${pattern}:`, name: `${name}_total`, type: 'COUNTER', cache: true, ...extras };
}

function gauge(name: string, pattern: string, extras: RuleExtras = {}): JmxRule {
  return { pattern: `^${pattern}:`, name, type: 'GAUGE', cache: true, ...extras };
}

/** Requests whose times are told: what producers, consumers and followers wait for. */
const timedRequests = ['Produce', 'FetchConsumer', 'FetchFollower'];
const requestTimes = ['TotalTimeMs', 'RequestQueueTimeMs', 'LocalTimeMs', 'RemoteTimeMs', 'ThrottleTimeMs'];
const topicMeters = [
  ...['BytesIn', 'BytesOut', 'BytesRejected', 'MessagesIn'],
  ...['TotalProduceRequests', 'TotalFetchRequests', 'FailedProduceRequests', 'FailedFetchRequests'],
];
const controllerGauges = [
  ...['ActiveControllerCount', 'OfflinePartitionsCount', 'PreferredReplicaImbalanceCount'],
  ...['GlobalTopicCount', 'GlobalPartitionCount'],
];

/** Type, name and up to two properties more, which become labels; then the attribute. */
const ofBroker = (name: string, attribute: string): string =>
  `kafka\\.([\\w.]+)<type=(\\w+), name=${name}(?:, (\\w+)=([^,>]+))?(?:, (\\w+)=([^,>]+))?><>${attribute}`;
const ownLabels = { $4: '$5', $6: '$7' };

const networkProcessor = 'kafka\\.server<type=socket-server-metrics, listener=(\\w+), networkProcessor=(\\d+)><>';
const byProcessor = { labels: { listener: '$1', processor: '$2' } };

/**
 * A broker's sums over topics have the names of the topics' own and would be counted twice: summing is left to Prometheus.
 * Of a partition there is its size alone.
 */
export const brokerMeasurements: JmxMeasurements = {
  objects: [
    'kafka.server:type=ReplicaManager,*',
    'kafka.server:type=ReplicaFetcherManager,*',
    ...topicMeters.map((name) => `kafka.server:type=BrokerTopicMetrics,name=${name}PerSec,topic=*`),
    'kafka.server:type=BrokerTopicMetrics,name=ReplicationBytesInPerSec',
    'kafka.server:type=BrokerTopicMetrics,name=ReplicationBytesOutPerSec',
    'kafka.server:type=DelayedOperationPurgatory,name=PurgatorySize,*',
    'kafka.server:type=KafkaRequestHandlerPool,name=RequestHandlerAvgIdlePercent',
    'kafka.server:type=KafkaServer,name=BrokerState',
    'kafka.server:type=KafkaServer,name=linux-disk-*',
    'kafka.server:type=SessionExpireListener,name=ZooKeeper*',
    'kafka.server:type=ZooKeeperClientMetrics,name=ZooKeeperRequestLatencyMs',
    'kafka.server:type=socket-server-metrics,listener=*,networkProcessor=*',
    'kafka.server:type=group-coordinator-metrics',
    'kafka.coordinator.group:type=GroupMetadataManager,name=NumGroups*',
    ...controllerGauges.map((name) => `kafka.controller:type=KafkaController,name=${name}`),
    'kafka.controller:type=ControllerStats,name=LeaderElectionRateAndTimeMs',
    'kafka.controller:type=ControllerStats,name=UncleanLeaderElectionsPerSec',
    'kafka.network:type=SocketServer,name=NetworkProcessorAvgIdlePercent',
    'kafka.network:type=RequestChannel,name=RequestQueueSize',
    // Kafka makes these when there is something to count.
    'kafka.network:type=RequestMetrics,name=RequestsPerSec,*',
    'kafka.network:type=RequestMetrics,name=ErrorsPerSec,*',
    ...requestTimes.flatMap((name) =>
      timedRequests.map((request) => `kafka.network:type=RequestMetrics,name=${name},request=${request}`),
    ),
    'kafka.log:type=Log,name=Size,*',
    'kafka.log:type=LogFlushStats,name=LogFlushRateAndTimeMs',
    'kafka.log:type=LogManager,name=OfflineLogDirectoryCount',
  ],
  rules: [
    counter('kafka_$1_disk_$3_bytes', ofBroker('linux-disk-(\\w+)-bytes', 'Value')),
    gauge('kafka_$1_$2_$3', ofBroker('(\\w+)', 'Value'), { labels: ownLabels }),
    counter('kafka_$1_$2_$3', ofBroker('(\\w+)(?:PerSec|RateAndTimeMs)', 'Count'), { labels: ownLabels }),
    gauge('kafka_$1_$2_$3', ofBroker('(\\w+Percent)', 'OneMinuteRate')),
    gauge('kafka_$1_$2_$3', ofBroker('(\\w+Ms)', '(50|95|99|999)thPercentile'), {
      labels: { ...ownLabels, quantile: '0.$8' },
    }),
    gauge('kafka_server_connections', `${networkProcessor}connection-count`, byProcessor),
    counter('kafka_server_connections_$3', `${networkProcessor}connection-(creation|close)-total`, byProcessor),
    counter(
      'kafka_server_authentications_$3',
      `${networkProcessor}(successful|failed)-authentication-total`,
      byProcessor,
    ),
    counter(
      'kafka_server_groupcoordinator_$1',
      'kafka\\.server<type=group-coordinator-metrics><>(offset-commit|group-completed-rebalance)-count',
    ),
  ],
};

const ofZooKeeper = (properties: string, attribute: string): string =>
  `org\\.apache\\.ZooKeeperService<${properties}><>${attribute}`;
const snakeCase = { attrNameSnakeCase: true } as const;
const zookeeperGauges = [
  ...['quorum_size', 'outstanding_requests', 'avg_request_latency', 'max_request_latency', 'num_alive_connections'],
  ...['node_count', 'watch_count', 'data_dir_size', 'log_dir_size', 'election_time_taken'],
];

/** A node that is in no quorum has no requests to tell of. `zookeeper_serving` counts those that are in one. */
export const zookeeperMeasurements: JmxMeasurements = {
  objects: [
    'org.apache.ZooKeeperService:name0=*',
    'org.apache.ZooKeeperService:name0=*,name1=*',
    'org.apache.ZooKeeperService:name0=*,name1=*,name2=*',
    // Its siblings are the connections, one each.
    'org.apache.ZooKeeperService:name0=*,name1=*,name2=*,name3=InMemoryDataTree',
  ],
  rules: [
    gauge('zookeeper_serving', ofZooKeeper('name0=\\w+, name1=replica\\.\\d+, name2=(\\w+)', 'tick_time'), {
      ...snakeCase,
      labels: { role: '$1' },
      value: 1,
    }),
    gauge('zookeeper_leader', ofZooKeeper('name0=\\w+, name1=replica\\.(\\d+)', 'leader'), {
      ...snakeCase,
      labels: { replica: '$1' },
    }),
    counter('zookeeper_$1', ofZooKeeper('.+', '(packets_received|packets_sent)'), snakeCase),
    counter('zookeeper_$1', ofZooKeeper('.+', '(fsync_threshold_exceed|auth_failed)_count'), snakeCase),
    gauge('zookeeper_$1', ofZooKeeper('.+', `(${zookeeperGauges.join('|')})`), snakeCase),
  ],
};

const mirrored = 'kafka\\.connect\\.mirror<type=MirrorSourceConnector, target=(.+), topic=(.+), partition=(\\d+)><>';
const byPartition = { labels: { target: '$1', topic: '$2', partition: '$3' } };
/** Names with characters of their own are in quotation marks. */
const byClient = { labels: { client: '$1' } };
const consumer = 'kafka\\.consumer<type=consumer-fetch-manager-metrics, client-id="?(.+?)"?><>';
const producer = 'kafka\\.producer<type=producer-metrics, client-id="?(.+?)"?><>';

/** How much was copied of each partition and how late; and of Connect, whose tasks do the copying, what failed. */
export const mirrorMakerMeasurements: JmxMeasurements = {
  objects: [
    'kafka.connect.mirror:type=MirrorSourceConnector,*',
    'kafka.connect:type=connect-worker-metrics',
    'kafka.connect:type=connect-worker-metrics,connector=*',
    'kafka.connect:type=task-error-metrics,*',
    // A client as a whole: its topics and partitions have objects of their own.
    'kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*',
    'kafka.producer:type=producer-metrics,client-id=*',
  ],
  rules: [
    counter('kafka_connect_mirror_$4s', `${mirrored}(record|byte)-count`, byPartition),
    gauge('kafka_connect_mirror_$4', `${mirrored}(replication-latency-ms-max|record-age-ms-max)`, byPartition),
    gauge('kafka_connect_worker_$1s', 'kafka\\.connect<type=connect-worker-metrics><>(connector|task)-count'),
    counter(
      'kafka_connect_worker_$1_startup_failures',
      'kafka\\.connect<type=connect-worker-metrics><>(connector|task)-startup-failure-total',
    ),
    gauge(
      'kafka_connect_connector_tasks',
      'kafka\\.connect<type=connect-worker-metrics, connector=(.+)><>connector-(failed|running|restarting|unassigned)-task-count',
      { labels: { connector: '$1', state: '$2' } },
    ),
    counter(
      'kafka_connect_task_record_$3',
      'kafka\\.connect<type=task-error-metrics, connector=(.+), task=(\\d+)><>total-record-(errors|failures)',
      { labels: { connector: '$1', task: '$2' } },
    ),
    gauge('kafka_consumer_$2', `${consumer}(records-lag-max|fetch-latency-avg)`, byClient),
    counter('kafka_consumer_$2_consumed', `${consumer}(records|bytes)-consumed-total`, byClient),
    gauge('kafka_producer_$2', `${producer}(request-latency-avg|batch-size-avg)`, byClient),
    counter('kafka_producer_record_$2', `${producer}record-(send|error|retry)-total`, byClient),
  ],
};
