import { stringify } from 'yaml';
import type { Platform } from '../platform/index.ts';
import type { ServiceLayout } from './service-secrets.ts';

/** Name, within `secretsDir`, of the file that holds nothing but the address that alerts are posted to. */
export const alertAddressFile = 'slack-url';

/** Alertmanager's alertmanager.yml: alerts of one cause together, to the platform's channel. */
export function alertmanagerYaml({ environment }: Platform, { secretsDir }: ServiceLayout): string {
  return stringify({
    route: {
      receiver: 'platform',
      group_by: ['alertname', 'job'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
    },
    receivers: [
      {
        name: 'platform',
        slack_configs: [
          {
            api_url_file: `${secretsDir}/${alertAddressFile}`,
            channel: `#kafka-${environment}`,
            send_resolved: true,
          },
        ],
      },
    ],
  });
}
