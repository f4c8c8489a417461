import { topics } from '../../catalogue.ts';
import type { TopicName } from '../../lookup.ts';
import { analysedTopics, archivedTopics } from '../../sinks.ts';
import type { Service } from '../service.ts';

const everything: readonly TopicName[] = topics.map(({ name }) => name);

/** The parts of the Kafka platform itself (seed §3.1). */
export const infrastructureServices = [
  {
    name: 'archive',
    owner: 'platform',
    purpose:
      'Takes to Cloud Storage what the law keeps longer than brokers do, and to BigQuery what is analysed (Kafka Connect)',
    roles: [{ role: 'connect-worker', reads: [...new Set([...archivedTopics, ...analysedTopics])], writes: [] }],
  },
  {
    name: 'ksqldb',
    owner: 'platform',
    purpose: 'Answers SQL over live events, and keeps queries running (ksqlDB)',
    roles: [{ role: 'ksql-server', reads: analysedTopics }],
  },
  // Two, since a cluster that is copied from need not be written to: its writer's password is given to nobody.
  {
    name: 'mirror-reader',
    owner: 'platform',
    purpose: 'Copies every topic to the other region (MirrorMaker), on the cluster that it copies from',
    roles: [{ role: 'mirror-source', topics: everything }],
  },
  {
    name: 'mirror-writer',
    owner: 'platform',
    purpose: 'Copies every topic from the other region (MirrorMaker), on the cluster that it copies to',
    roles: [{ role: 'mirror-target', topics: everything }],
  },
  {
    name: 'schema-registry',
    owner: 'platform',
    purpose: 'Keeps the schemas of events, for whoever may publish them over HTTP',
    roles: [{ role: 'schema-publisher' }],
  },
  {
    name: 'akhq',
    owner: 'platform',
    purpose: 'Shows topics, groups and settings in a browser, and no data',
    roles: [{ role: 'auditor' }],
  },
  {
    name: 'cluster-operations',
    owner: 'platform',
    purpose: 'Automation that changes the cluster: topics, access, users, placement',
    roles: [{ role: 'operator' }],
  },
] as const satisfies readonly Service[];
