import { ComputeHealthCheck } from '@cdktf/provider-google/lib/compute-health-check/index.js';
import { Construct } from 'constructs';

export interface LocalHealthCheckProps {
  readonly name: string;
  /** Where the machine's own process listens. */
  readonly port: number;
}

/**
 * By which an instance group recreates a machine whose process is gone for minutes: whether its port takes connections,
 * and nothing more. A broker without ZooKeeper, or one that denies everyone, still listens; a check that asked for more
 * would turn red on all machines at once, and have all of them recreated in the middle of an outage.
 */
export class LocalHealthCheck extends Construct {
  /** For `autoHealingPolicies`. */
  readonly healthCheckId: string;

  constructor(scope: Construct, id: string, { name, port }: LocalHealthCheckProps) {
    super(scope, id);
    this.healthCheckId = new ComputeHealthCheck(this, 'check', {
      name,
      checkIntervalSec: 30,
      timeoutSec: 10,
      healthyThreshold: 1,
      // systemd starts a process that ended within seconds: five minutes without a listener is more than that.
      unhealthyThreshold: 10,
      tcpHealthCheck: { port },
    }).id;
  }
}
