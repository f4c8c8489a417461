import type { Platform } from '../platform/index.ts';
import { configFiles, type MachineLayout, type Service } from './machine-layout.ts';

/**
 * Below this heap the G1 collector's regions and threads cost more than they save; brokers on one machine are
 * that small.
 */
const smallestG1HeapMb = 1_024;

/** Collector settings that Kafka's documentation gives for brokers (Operations, Java version). */
const brokerG1Options = [
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:G1HeapRegionSize=16M',
  '-XX:MetaspaceSize=96m',
  '-XX:MinMetaspaceFreeRatio=50',
  '-XX:MaxMetaspaceFreeRatio=80',
  '-XX:+ExplicitGCInvokesConcurrent',
];

/**
 * Arguments for `java` before the class name: memory, collector, logging.
 *
 * A process that is out of memory exits, so that its supervisor starts it anew; it leaves no heap dump, which
 * would hold passwords and customers' data.
 */
export function jvmOptions(platform: Platform, service: Service, layout: MachineLayout): string[] {
  const { heapMb } = service === 'kafka' ? platform.kafka : platform.zookeeper;
  return processOptions(heapMb, collectorOptions(service, heapMb), layout);
}

/** The same for a process that keeps nothing, such as MirrorMaker. */
export function statelessJvmOptions(heapMb: number, layout: Pick<MachineLayout, 'configDir'>): string[] {
  return processOptions(heapMb, collectorOptions('stateless', heapMb), layout);
}

function processOptions(
  heapMb: number,
  collector: readonly string[],
  layout: Pick<MachineLayout, 'configDir'>,
): string[] {
  return [
    // The heap is taken at once: a broker that grows later can't fail for want of memory in the middle of the day.
    `-Xms${String(heapMb)}m`,
    `-Xmx${String(heapMb)}m`,
    ...collector,
    '-XX:+ExitOnOutOfMemoryError',
    '-Djava.awt.headless=true',
    // Times in logs mean the same wherever they are read.
    '-Duser.timezone=UTC',
    `-Dlog4j.configuration=file:${layout.configDir}/${configFiles.log4j}`,
  ];
}

function collectorOptions(service: Service | 'stateless', heapMb: number): string[] {
  if (heapMb < smallestG1HeapMb) return ['-XX:+UseSerialGC'];
  return service === 'kafka' ? brokerG1Options : ['-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];
}
