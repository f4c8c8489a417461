import type { Platform } from '../platform/index.ts';
import { jmxExporterOption } from './jmx-exporter.ts';
import { statelessJvmOptions } from './jvm-options.ts';
import { mirrorMakerFiles, mirrorMakerLayout } from './mm2-properties.ts';
import { hardening, unitText } from './unit-text.ts';

/** The systemd unit of MirrorMaker. It runs as `mirror-maker`. */
export function mirrorMakerUnit({ kafka, mirrorMaker, monitoring }: Platform): string {
  const { installDir, configDir, secretsFile } = mirrorMakerLayout;
  const command = [
    '/opt/jre/bin/java',
    ...statelessJvmOptions(mirrorMaker.heapMb, mirrorMakerLayout),
    // Its machine's address comes as it comes.
    jmxExporterOption('mirror-maker', '0.0.0.0', monitoring.metricsPort),
    `-cp ${installDir}/libs/*`,
    'org.apache.kafka.connect.mirror.MirrorMaker',
    `${configDir}/${mirrorMakerFiles.properties}`,
  ];
  return unitText({
    Unit: [
      ['Description', `Apache Kafka ${kafka.version} MirrorMaker`],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      // Without its users it would only fail to log in, and look like an attack.
      ['AssertPathExists', secretsFile],
      ['StartLimitIntervalSec', '0'],
    ],
    Service: [
      ['Type', 'exec'],
      ['User', 'mirror-maker'],
      ['Group', 'mirror-maker'],
      ['ExecStart', command.join(' \\\n  ')],
      // It also ends in order when it gives up.
      ['Restart', 'always'],
      ['RestartSec', '10'],
      // Time to write down how far it is.
      ['TimeoutStopSec', '60'],
      ['SuccessExitStatus', '143'],
      ['LimitNOFILE', '16384'],
      ...hardening([]),
    ],
    Install: [['WantedBy', 'multi-user.target']],
  });
}
