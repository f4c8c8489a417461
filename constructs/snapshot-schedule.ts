import { ComputeDiskResourcePolicyAttachment } from '@cdktf/provider-google/lib/compute-disk-resource-policy-attachment/index.js';
import { ComputeResourcePolicy } from '@cdktf/provider-google/lib/compute-resource-policy/index.js';
import { Construct } from 'constructs';

export interface SnapshotScheduleProps {
  readonly name: string;
  readonly region: string;
  /** Hours between two snapshots of a disk. */
  readonly everyHours: number;
  readonly keepDays: number;
  /** Labels of the snapshots. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Snapshots of disks, taken by Compute Engine and encrypted with the disks' own key. Each is crash-consistent for its own
 * disk and for no other: brokers heal what differs by replication.
 */
export class SnapshotSchedule extends Construct {
  private readonly policyName: string;

  constructor(scope: Construct, id: string, { name, region, everyHours, keepDays, labels }: SnapshotScheduleProps) {
    super(scope, id);
    const startTime = '00:00';
    this.policyName = new ComputeResourcePolicy(this, 'policy', {
      name,
      region,
      snapshotSchedulePolicy: {
        schedule:
          everyHours === 24
            ? { dailySchedule: { daysInCycle: 1, startTime } }
            : { hourlySchedule: { hoursInCycle: everyHours, startTime } },
        // A disk that was deleted by mistake is when they are needed.
        retentionPolicy: { maxRetentionDays: keepDays, onSourceDiskDelete: 'KEEP_AUTO_SNAPSHOTS' },
        snapshotProperties: { labels: { ...labels }, storageLocations: [region] },
      },
    }).name;
  }

  /** Has a disk taken, by its name. */
  cover(id: string, disk: { readonly name: string; readonly zone: string }): void {
    // The policy's name: the provider doesn't take its link here.
    new ComputeDiskResourcePolicyAttachment(this, id, { name: this.policyName, disk: disk.name, zone: disk.zone });
  }
}
