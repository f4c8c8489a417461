import type { MachineRole, NodeDescription } from './node-description.ts';

type KernelSetting = NodeDescription['kernel'][number];

/** A JVM whose heap was paged out stops for seconds in a collection, and loses its ZooKeeper session. */
const memory: readonly KernelSetting[] = [
  // "Swap as late as possible"; ZooKeeper's administrator's guide (Things to Avoid) and Kafka's operators ask for it.
  { file: '/proc/sys/vm/swappiness', value: '1' },
  // Only who asks gets huge pages: with "always" the kernel stops a process to put pages together.
  // https://docs.kernel.org/admin-guide/mm/transhuge.html
  { file: '/sys/kernel/mm/transparent_hugepage/enabled', value: 'madvise' },
];

/** Kafka's documentation, "Hardware and OS". https://kafka.apache.org/39/documentation.html#os */
const broker: readonly KernelSetting[] = [
  // Each log segment maps two index files, and the kernel's 65,530 maps would be 32,000 segments.
  { file: '/proc/sys/vm/max_map_count', value: '262144' },
  // How far a socket's buffers may grow: 2 MiB carry 160 Mbit/s over the 100 ms between distant regions.
  { file: '/proc/sys/net/core/rmem_max', value: '2097152' },
  { file: '/proc/sys/net/core/wmem_max', value: '2097152' },
];

/** What the kernel is told on a machine of a role. */
export function kernelSettings(role: MachineRole): KernelSetting[] {
  const settings: Readonly<Record<MachineRole, readonly KernelSetting[]>> = {
    kafka: [...memory, ...broker],
    zookeeper: memory,
    'mirror-maker': memory,
    haproxy: [],
  };
  return [...settings[role]];
}
