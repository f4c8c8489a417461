import type { Platform } from '../platform/index.ts';
import { jmxExporterOption } from './jmx-exporter.ts';
import { jvmOptions } from './jvm-options.ts';
import { configFiles, type MachineLayout, type Service } from './machine-layout.ts';
import { hardening, unitText } from './unit-text.ts';

interface Program {
  readonly title: (platform: Platform) => string;
  readonly mainClass: string;
  readonly configFile: string;
  readonly openFiles: number;
  /** How long a stop may take before the process is killed. */
  readonly stopSeconds: number;
}

const programs: Readonly<Record<Service, Program>> = {
  kafka: {
    title: ({ kafka }) => `Apache Kafka ${kafka.version} broker`,
    mainClass: 'kafka.Kafka',
    configFile: configFiles.serverProperties,
    // Two or more for each segment of each partition and one for each connection; Kafka's documentation says
    // at least 100,000.
    openFiles: 200_000,
    // A controlled shutdown hands leadership of every partition over, three times if need be, and then flushes; a
    // broker that is killed instead checks all its segments when it comes back.
    stopSeconds: 300,
  },
  zookeeper: {
    title: ({ zookeeper }) => `Apache ZooKeeper ${zookeeper.version} node`,
    mainClass: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    configFile: configFiles.zooCfg,
    openFiles: 16_384,
    stopSeconds: 60,
  },
};

/** How long a restart may wait for the old process. */
export const longestStopSeconds = Math.max(...Object.values(programs).map(({ stopSeconds }) => stopSeconds));

/**
 * The systemd unit of a service on its VM: `kafka.service` or `zookeeper.service`. It runs as a user of the
 * service's name.
 *
 * @param address of the machine, at which alone it shows its measurements
 */
export function systemdUnit(platform: Platform, service: Service, layout: MachineLayout, address: string): string {
  const { title, mainClass, configFile, openFiles, stopSeconds } = programs[service];
  const command = [
    '/opt/jre/bin/java',
    ...jvmOptions(platform, service, layout),
    jmxExporterOption(service, address, platform.monitoring.metricsPort),
    `-cp ${layout.installDir}/libs/*`,
    mainClass,
    `${layout.configDir}/${configFile}`,
  ];
  return unitText({
    Unit: [
      ['Description', title(platform)],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      // On an unmounted directory a node would begin an empty life on the boot disk.
      ['AssertPathIsMountPoint', layout.dataDir],
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      ['Type', 'exec'],
      ['User', service],
      ['Group', service],
      ['ExecStart', command.join(' \\\n  ')],
      ['Restart', 'on-failure'],
      ['RestartSec', String(restartSeconds(platform))],
      ['TimeoutStopSec', String(stopSeconds)],
      // What a JVM answers when it ends in order upon SIGTERM.
      ['SuccessExitStatus', '143'],
      ['LimitNOFILE', String(openFiles)],
      ...hardening([layout.dataDir, layout.logDir]),
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
}

/** A broker that comes back while ZooKeeper still holds its old session is refused: wait until that is over. */
function restartSeconds({ kafka }: Platform): number {
  const marginSeconds = 4;
  return Math.ceil(kafka.settings.zookeeperSessionTimeoutMs / 1_000) + marginSeconds;
}
