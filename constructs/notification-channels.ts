import { MonitoringNotificationChannel } from '@cdktf/provider-google/lib/monitoring-notification-channel/index.js';
import { Construct } from 'constructs';
import { costLabelsOf } from './cost-labels.ts';

/** Whom Cloud Monitoring tells: a mail to each address. */
export class NotificationChannels extends Construct {
  readonly ids: readonly string[];

  constructor(scope: Construct, id: string, addresses: readonly string[]) {
    super(scope, id);
    this.ids = addresses.map(
      (address) =>
        new MonitoringNotificationChannel(this, address.replace(/[^A-Za-z0-9]+/g, '-'), {
          displayName: address,
          type: 'email',
          labels: { email_address: address },
          userLabels: costLabelsOf(this),
        }).id,
    );
  }
}
