import type { ServiceName } from '../../topics/index.ts';
import { round } from './random.ts';
import type { World } from './world.ts';

const services: readonly ServiceName[] = [
  'market-data-service',
  'strategy-engine',
  'order-service',
  'execution-gateway',
  'position-service',
  'risk-service',
  'strategy-service',
  'training-service',
  'backtest-service',
  'community-service',
  'leaderboard-service',
  'marketplace-service',
  'billing-service',
  'user-service',
  'security-monitor',
  'notification-service',
];

/** What the platform's services say of themselves and of their users, once for each period of prices. */
export function operate(world: World): void {
  measure(world);
  audit(world);
  if (world.rows % 7 === 0) verifyUser(world);
  if (world.rows % 9 === 0) suspect(world);
}

function measure({ random, journal, rows }: World): void {
  const service = services[rows % services.length] as ServiceName;
  journal.record(service, 'system.metrics.reported', {
    instance: `${service}-${random.whole(1, 3)}`,
    windowSeconds: 10,
    metrics: {
      cpuShare: random.between(0.05, 0.9, 3),
      heapMb: random.whole(120, 900),
      requestsPerSecond: round(random.fraction() * 400, 1),
      p99Ms: random.between(5, 90, 1),
    },
  });
}

function audit({ random, journal, users }: World): void {
  const actorId = random.pick(users);
  journal.record(
    random.pick(services),
    'audit.action.recorded',
    {
      actorId,
      actorKind: 'USER',
      action: random.pick(['login', 'change-settings', 'view-report', 'create-api-key']),
      resource: `account/${actorId}`,
      outcome: random.chance(0.95) ? 'ALLOWED' : 'DENIED',
      ipAddress: addressOf(random.whole(1, 254)),
      details: { mfa: random.chance(0.8) },
    },
    undefined,
    actorId,
  );
}

function verifyUser({ random, journal, users }: World): void {
  const userId = random.pick(users);
  const verified = journal.record(
    'user-service',
    'user.kyc.verified',
    {
      userId,
      verificationLevel: random.pick(['LEVEL_1', 'LEVEL_2', 'LEVEL_3']),
      documentsVerified: ['passport', 'proof_of_address'],
      verificationProvider: 'simulated',
      verificationId: `verification-${random.hex(10)}`,
      tradingLimits: { dailyLimit: 50_000, monthlyLimit: 500_000 },
    },
    undefined,
    userId,
  );
  journal.record(
    'notification-service',
    'notification.requested',
    {
      notificationId: `notification-${random.hex(10)}`,
      userId,
      channel: 'EMAIL',
      template: 'identity-verified',
      priority: 'NORMAL',
      variables: { level: verified.payload.verificationLevel },
    },
    verified,
  );
}

function suspect({ random, journal, users }: World): void {
  const userId = random.pick(users);
  journal.record(
    'security-monitor',
    'system.security.alert',
    {
      alertId: `alert-${random.hex(10)}`,
      alertType: random.pick(['SUSPICIOUS_LOGIN', 'BRUTE_FORCE', 'API_ABUSE']),
      userId,
      severity: random.pick(['LOW', 'MEDIUM', 'HIGH']),
      details: { ipAddress: addressOf(random.whole(1, 254)), location: 'Unknown Location' },
      action: 'REVIEW_REQUESTED',
    },
    undefined,
    userId,
  );
}

/** From the range that is set aside for documentation: nobody's address. */
function addressOf(host: number): string {
  return `203.0.113.${host}`;
}
