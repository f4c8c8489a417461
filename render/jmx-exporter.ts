import { stringify } from 'yaml';
import {
  brokerMeasurements,
  mirrorMakerMeasurements,
  zookeeperMeasurements,
  type JmxMeasurements,
} from './jmx-measurements.ts';
import type { MachineRole } from './node-description.ts';

/** Machines whose program is a JVM and shows its measurements. */
type MeasuredRole = Exclude<MachineRole, 'haproxy'>;

const measurements: Readonly<Record<MeasuredRole, JmxMeasurements>> = {
  kafka: brokerMeasurements,
  zookeeper: zookeeperMeasurements,
  'mirror-maker': mirrorMakerMeasurements,
};

/** Answers as long as the process lives, whatever it measures and whomever it talks to. */
export const exporterLivePath = '/-/healthy';

/** Where the exporter's configuration lies on a machine. */
export function jmxExporterFile(role: MeasuredRole): string {
  return `/etc/${role}/jmx-exporter.yml`;
}

/** The exporter's configuration: which series there are, under which names. */
export function jmxExporterYaml(role: MeasuredRole): string {
  const { objects, rules } = measurements[role];
  return stringify(
    { lowercaseOutputName: true, lowercaseOutputLabelNames: true, includeObjectNames: objects, rules },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/**
 * The argument for `java` that has a machine's process show its measurements by HTTP. A process that can't, ends.
 *
 * Processes of `local` don't have it: nobody scrapes there, and it would cost each of them start time and memory.
 *
 * @param address of the machine itself, or 0.0.0.0 where it is not known beforehand; who may ask, the firewall says
 */
export function jmxExporterOption(role: MeasuredRole, address: string, port: number): string {
  return `-javaagent:/opt/jmx-exporter/jmx_prometheus_javaagent.jar=${address}:${String(port)}:${jmxExporterFile(role)}`;
}
