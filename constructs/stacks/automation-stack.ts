import type { Construct } from 'constructs';
import type { Platform } from '../../platform/index.ts';
import { signerFunction } from '../../render/index.ts';
import { CertificateAuthority } from '../certificate-authority.ts';
import type { FunctionBundle } from '../deployed-function.ts';
import { FunctionsBase } from '../functions-base.ts';
import { NotificationChannels } from '../notification-channels.ts';
import { ScheduledFunction } from '../scheduled-function.ts';
import { EnvironmentStack } from './environment-stack.ts';
import type { FoundationStack } from './foundation-stack.ts';

/** Where a deployed function finds what it works with. */
export interface DeployedPlace {
  /** Path of a mounted Java client properties file with an operator's credentials. */
  readonly clientPropertiesFile: string;
  readonly storage: { readonly bucket: string };
}

/** A function of the catalogue with its code, ready to deploy. */
export interface DeployableFunction {
  readonly bundle: FunctionBundle;
  readonly description: string;
  /** Absent where the platform's machines call it. */
  readonly schedule?: { readonly cron: string; readonly timeZone: string; readonly overdueAfterHours: number };
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: (place: DeployedPlace) => Readonly<Record<string, string>>;
}

const operatorAccess = { directory: '/etc/kafka-access', file: 'client.properties' };

/** The functions that look after the cluster, and the one that its nodes have their certificates from. */
export class AutomationStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    platform: Platform,
    foundation: FoundationStack,
    functions: readonly DeployableFunction[],
    /** E-mail address of each node's account, by the name of its machine. */
    nodeAccounts: Readonly<Record<string, string>>,
  ) {
    super(scope, platform, 'automation');
    const { backups, encryption, network } = foundation;
    const base = new FunctionsBase(this, 'base', {
      prefix: platform.name,
      projectId: platform.projectId,
      region: platform.regions.primary.name,
      networkId: network.id,
      cidr: platform.network.functionsCidr,
      keyId: encryption.keyId('functions'),
      notificationChannels: new NotificationChannels(this, 'channels', platform.alerts.emails).ids,
    });
    const environmentPlace: DeployedPlace = {
      clientPropertiesFile: `${operatorAccess.directory}/${operatorAccess.file}`,
      storage: { bucket: backups.name },
    };
    const signer = functions.find(({ bundle }) => bundle.name === signerFunction);
    if (signer !== undefined) {
      new CertificateAuthority(this, 'authority', {
        ...signer,
        base,
        environment: signer.environment(environmentPlace),
        stateBucket: foundation.state.name,
        callers: nodeAccounts,
      });
    }
    for (const { schedule, environment, ...each } of functions) {
      if (schedule === undefined) continue;
      new ScheduledFunction(this, each.bundle.name, {
        ...each,
        base,
        schedule: schedule.cron,
        timeZone: schedule.timeZone,
        overdueAfterHours: schedule.overdueAfterHours,
        environment: environment(environmentPlace),
        bucketGrants: [{ bucket: backups.name, role: 'roles/storage.objectUser' }],
        secrets: [{ secretId: foundation.operatorAccess.secretId, ...operatorAccess }],
      });
    }
  }
}
