import type { Platform } from '../../platform/index.ts';
import { akhq } from './akhq.ts';
import { connect } from './connect.ts';
import { ksqldb } from './ksqldb.ts';
import { alertmanager, grafana, prometheus } from './monitoring.ts';
import { schemaRegistry } from './schema-registry.ts';
import type { WorkloadDescription } from './workload-description.ts';

/** The supporting services in the order in which they are deployed (seed §10.1): each when the one before is ready. */
export function supportingServices(platform: Platform): readonly WorkloadDescription[] {
  return [schemaRegistry, connect, ksqldb, akhq, prometheus, alertmanager, grafana].map((describe) =>
    describe(platform),
  );
}
