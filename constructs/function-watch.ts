import { MonitoringAlertPolicy } from '@cdktf/provider-google/lib/monitoring-alert-policy/index.js';
import { Construct } from 'constructs';
import { costLabelsOf } from './cost-labels.ts';

export interface FunctionWatchProps {
  /** Name of the function, and of the Cloud Run service that it is. */
  readonly service: string;
  /** Ids of the channels that are told; an incident is opened without any, too. */
  readonly channels: readonly string[];
  /** A function that has not succeeded for so long is overdue; left out where no schedule calls it. */
  readonly overdueAfterHours?: number;
}

/** Cloud Monitoring looks back no further. https://cloud.google.com/monitoring/alerts/concepts-indepth */
const longestLookBackHours = 25;

/**
 * Tells when a function fails, and when it should have run and has not: a job that is never started never fails.
 */
export class FunctionWatch extends Construct {
  constructor(scope: Construct, id: string, { service, channels, overdueAfterHours }: FunctionWatchProps) {
    super(scope, id);
    const shared = { notificationChannels: [...channels], userLabels: costLabelsOf(this), combiner: 'OR' };
    new MonitoringAlertPolicy(this, 'failed', {
      ...shared,
      displayName: `${service} failed`,
      severity: 'ERROR',
      documentation: { content: `The function ${service} answered with an error. Its log says why.` },
      conditions: [
        {
          displayName: 'an answer of 5xx within five minutes',
          conditionThreshold: {
            filter:
              'resource.type = "cloud_run_revision" AND metric.type = "run.googleapis.com/request_count" AND ' +
              `resource.labels.service_name = "${service}" AND metric.labels.response_code_class = "5xx"`,
            comparison: 'COMPARISON_GT',
            thresholdValue: 0,
            duration: '0s',
            aggregations: [
              { alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_DELTA', crossSeriesReducer: 'REDUCE_SUM' },
            ],
          },
        },
      ],
    });
    if (overdueAfterHours === undefined) return;
    if (overdueAfterHours > longestLookBackHours) {
      throw new Error(
        `${this.node.path}: found overdueAfterHours ${String(overdueAfterHours)}, expected at most ` +
          `${String(longestLookBackHours)}: Cloud Monitoring looks back no further; leave it out, or run it daily`,
      );
    }
    new MonitoringAlertPolicy(this, 'overdue', {
      ...shared,
      displayName: `${service} is overdue`,
      severity: 'ERROR',
      documentation: {
        content: `The function ${service} has not succeeded for ${String(overdueAfterHours)} hours. See its job in Cloud Scheduler.`,
      },
      conditions: [
        {
          displayName: `no success for ${String(overdueAfterHours)} hours`,
          conditionPrometheusQueryLanguage: {
            query: noSuccess(service, overdueAfterHours),
            duration: '0s',
            evaluationInterval: '300s',
          },
        },
      ],
    });
  }
}

/** True too where it has never been called: no series, then no number to compare. */
function noSuccess(service: string, hours: number): string {
  const selector =
    `{monitored_resource="cloud_run_revision",service_name="${service}",response_code_class="2xx"}` +
    `[${String(hours)}h]`;
  const successes = `sum(increase(run_googleapis_com:request_count${selector}))`;
  return `absent(${successes}) or ${successes} < 1`;
}
