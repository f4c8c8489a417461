/**
 * The machine types that a model may name: Google's N1 and E2, whose prices monitoring/cost/prices.json holds. A series
 * that is added here is accepted by the model and must have a price there.
 */

/** What a machine type is billed for. */
export interface MachineShape {
  readonly family: 'n1' | 'e2';
  /** A shared-core machine is billed for a part of a core. */
  readonly cores: number;
  readonly memoryGb: number;
}

/** GB of memory for each core. https://cloud.google.com/compute/docs/machine-resource */
const memoryGbPerCore = {
  'n1-standard': 3.75,
  'n1-highmem': 6.5,
  'n1-highcpu': 0.9,
  'e2-standard': 4,
  'e2-highmem': 8,
  'e2-highcpu': 1,
} as const;

const cores: Readonly<Record<keyof typeof memoryGbPerCore, readonly number[]>> = {
  'n1-standard': [1, 2, 4, 8, 16, 32, 64, 96],
  'n1-highmem': [2, 4, 8, 16, 32, 64, 96],
  'n1-highcpu': [2, 4, 8, 16, 32, 64, 96],
  'e2-standard': [2, 4, 8, 16, 32],
  'e2-highmem': [2, 4, 8, 16],
  'e2-highcpu': [2, 4, 8, 16, 32],
};

/** https://cloud.google.com/compute/docs/general-purpose-machines#sharedcore */
const sharedCore: Readonly<Record<string, MachineShape>> = {
  'e2-micro': { family: 'e2', cores: 0.25, memoryGb: 1 },
  'e2-small': { family: 'e2', cores: 0.5, memoryGb: 2 },
  'e2-medium': { family: 'e2', cores: 1, memoryGb: 4 },
};

const shapes: ReadonlyMap<string, MachineShape> = new Map([
  ...Object.entries(sharedCore),
  ...Object.entries(memoryGbPerCore).flatMap(([series, memoryGb]) =>
    cores[series as keyof typeof memoryGbPerCore].map((count): readonly [string, MachineShape] => [
      `${series}-${String(count)}`,
      { family: series.startsWith('n1') ? 'n1' : 'e2', cores: count, memoryGb: count * memoryGb },
    ]),
  ),
]);

/** Undefined for a type that isn't known here: of another family, custom, or of a size that Google doesn't offer. */
export function machineShape(machineType: string): MachineShape | undefined {
  return shapes.get(machineType);
}

/** The sizes of its series, or the known series: what a message can offer instead of an unknown type. */
export function similarMachineTypes(machineType: string): string[] {
  const series = machineType.split('-').slice(0, 2).join('-');
  const ofSeries = [...shapes.keys()].filter((name) => name.startsWith(`${series}-`));
  return ofSeries.length > 0
    ? ofSeries
    : [...Object.keys(memoryGbPerCore).map((name) => `${name}-N`), ...Object.keys(sharedCore)];
}
