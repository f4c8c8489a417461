import { stringify } from 'yaml';
import { vmLayout } from './machine-layout.ts';

/** Where Google's Ops Agent reads what it is to collect. */
export const opsAgentConfigFile = '/etc/google-cloud-ops-agent/config.yaml';

/**
 * config.yaml of the Ops Agent: a machine's journal and the audit trails of its service; and, which the agent does unless it
 * is told otherwise, measurements of the machine itself. Those of Kafka are for Prometheus.
 * https://cloud.google.com/stackdriver/docs/solutions/agents/ops-agent/configuration
 */
export function opsAgentConfig(): string {
  const trails = (['kafka', 'zookeeper'] as const).map((service) => `${vmLayout(service).logDir}/audit.log`);
  return stringify({
    logging: {
      receivers: {
        journal: { type: 'systemd_journald' },
        'audit-trail': { type: 'files', include_paths: trails, record_log_file_path: true },
      },
      service: {
        pipelines: {
          // The agent's own would read files that Debian 12 doesn't write.
          default_pipeline: { receivers: [] },
          platform: { receivers: ['journal', 'audit-trail'] },
        },
      },
    },
  });
}

/** What a script of an OS policy answers: https://cloud.google.com/compute/docs/os-configuration-management/working-with-os-policies */
const answers = { inDesiredState: 100, notInDesiredState: 101 } as const;

/** Shell scripts that see to it that the agent runs with the configuration as it is: what it started with may be older. */
export const opsAgentRestart = {
  validate: `started=$(date --date="$(systemctl show google-cloud-ops-agent --property=ActiveEnterTimestamp --value)" +%s)
if [ "$(stat --format=%Y ${opsAgentConfigFile})" -le "$started" ] && systemctl --quiet is-active google-cloud-ops-agent; then
  exit ${String(answers.inDesiredState)}
fi
exit ${String(answers.notInDesiredState)}
`,
  enforce: `systemctl restart google-cloud-ops-agent && exit ${String(answers.inDesiredState)}
`,
} as const;
