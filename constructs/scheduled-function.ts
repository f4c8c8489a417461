import { CloudSchedulerJob } from '@cdktf/provider-google/lib/cloud-scheduler-job/index.js';
import type { Construct } from 'constructs';
import { DeployedFunction, type DeployedFunctionProps } from './deployed-function.ts';

export interface ScheduledFunctionProps extends DeployedFunctionProps {
  /** Five cron fields. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** How long Cloud Scheduler waits beyond the function's own limit, so that it hears of it. */
const answerSeconds = 30;

/** A function that Cloud Scheduler calls. A failed run is called again: it must bear being repeated. */
export class ScheduledFunction extends DeployedFunction {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    const { base, bundle, description, schedule, timeZone, timeoutSeconds = 540 } = props;
    new CloudSchedulerJob(this, 'schedule', {
      name: `${base.prefix}-${bundle.name}`,
      region: base.region,
      description,
      schedule,
      timeZone,
      attemptDeadline: `${String(timeoutSeconds + answerSeconds)}s`,
      retryConfig: { retryCount: 3, minBackoffDuration: '60s', maxBackoffDuration: '600s', maxDoublings: 3 },
      httpTarget: {
        httpMethod: 'POST',
        uri: this.uri,
        oidcToken: { serviceAccountEmail: base.scheduler, audience: this.uri },
      },
      dependsOn: [this.allowInvoker('invoker', `serviceAccount:${base.scheduler}`)],
    });
  }
}
