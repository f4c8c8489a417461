import { topics } from '../../catalogue.ts';
import type { TopicName } from '../../lookup.ts';
import type { Service } from '../service.ts';

/** Where the retention class leaves the years that the law asks for, or replays, to the archive. */
const archived: readonly TopicName[] = topics
  .filter(({ retention }) => ['ticks', 'trading', 'financial', 'audit'].includes(retention))
  .map(({ name }) => name);

/** The parts of the Kafka platform itself (seed §3.1). */
export const infrastructureServices = [
  {
    name: 'archive',
    owner: 'platform',
    purpose: 'Takes to Cloud Storage what the law keeps longer than brokers do (Kafka Connect)',
    roles: [{ role: 'connect-worker', reads: archived, writes: [] }],
  },
  {
    name: 'schema-registry',
    owner: 'platform',
    purpose: 'Keeps the schemas of events, for whoever may publish them over HTTP',
    roles: [{ role: 'schema-publisher' }],
  },
  {
    name: 'cluster-operations',
    owner: 'platform',
    purpose: 'Automation that changes the cluster: topics, access, users, placement',
    roles: [{ role: 'operator' }],
  },
] as const satisfies readonly Service[];
