import { stringify } from 'yaml';
import { monitoringPorts } from './prometheus-yaml.ts';
import type { ServiceLayout } from './service-secrets.ts';

/** Name, within `secretsDir`, of the file that holds nothing but the administrator's password. */
export const grafanaPasswordFile = 'admin-password';

/** Grafana's grafana.ini: nobody without a name, nothing sent elsewhere. */
export function grafanaIni({ configDir, secretsDir }: ServiceLayout): string {
  return iniText({
    paths: { data: '/var/lib/grafana', provisioning: `${configDir}/provisioning`, logs: '/tmp' },
    server: { http_port: String(monitoringPorts.grafana) },
    security: {
      admin_user: 'admin',
      admin_password: `$__file{${secretsDir}/${grafanaPasswordFile}}`,
      cookie_samesite: 'strict',
      disable_gravatar: 'true',
    },
    'auth.anonymous': { enabled: 'false' },
    users: { allow_sign_up: 'false' },
    analytics: { reporting_enabled: 'false', check_for_updates: 'false', check_for_plugin_updates: 'false' },
    news: { news_feed_enabled: 'false' },
    plugins: { plugin_admin_enabled: 'false' },
    log: { mode: 'console' },
  });
}

/** Its one source of data, for `provisioning/datasources`. */
export function grafanaDataSources(): string {
  return stringify({
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: 'prometheus',
        type: 'prometheus',
        access: 'proxy',
        url: `http://prometheus:${String(monitoringPorts.prometheus)}`,
        isDefault: true,
        editable: false,
      },
    ],
  });
}

function iniText(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([name, keys]) =>
      [`[${name}]`, ...Object.entries(keys).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');
}
