import { z } from 'zod';
import { event } from '../definition.ts';
import { growing, id, openMap, optional, ordinal, scalar } from '../fields.ts';
import { money } from '../money.ts';
import { timestamp } from '../timestamp.ts';

const severity = growing(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);

/** Users, audit, operation, security (seed §4.6). The name of the service is the envelope's `source`. */
export const systemEvents = {
  'user.kyc.verified': event("A user's identity was verified.", {
    userId: id,
    verificationLevel: growing(['LEVEL_1', 'LEVEL_2', 'LEVEL_3']),
    documentsVerified: z.array(z.string()).meta({ confidential: true }),
    verificationProvider: z.string().min(1),
    verificationId: id.meta({ confidential: true }),
    tradingLimits: z.strictObject({
      dailyLimit: money.meta({ confidential: true }),
      monthlyLimit: money.meta({ confidential: true }),
    }),
  }),

  'audit.action.recorded': event('Somebody or something did what must be accounted for.', {
    actorId: id,
    actorKind: growing(['USER', 'SERVICE', 'OPERATOR']),
    action: z.string().min(1),
    resource: z.string().min(1),
    outcome: growing(['ALLOWED', 'DENIED', 'FAILED']),
    ipAddress: optional(z.string()).meta({ confidential: true }),
    details: z.record(z.string(), scalar),
  }),

  'system.metrics.reported': event('A service reported its measurements.', {
    instance: z.string().min(1),
    windowSeconds: ordinal,
    metrics: z.record(z.string(), z.number()),
  }),

  'system.security.alert': event('Something looks like an attack or misuse.', {
    alertId: id,
    alertType: growing(['SUSPICIOUS_LOGIN', 'BRUTE_FORCE', 'PRIVILEGE_ESCALATION', 'DATA_EXFILTRATION', 'API_ABUSE']),
    userId: optional(id),
    severity,
    details: openMap({
      ipAddress: z.string().exactOptional(),
      location: z.string().exactOptional(),
      userAgent: z.string().exactOptional(),
      previousLogin: timestamp.exactOptional(),
      currentLogin: timestamp.exactOptional(),
    }).meta({ confidential: true }),
    action: growing(['NONE', 'ACCOUNT_LOCKED', 'SESSION_ENDED', 'ACCESS_BLOCKED', 'REVIEW_REQUESTED']),
  }),

  'notification.requested': event('A user is to be told something.', {
    notificationId: id,
    userId: id,
    channel: growing(['EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WEBHOOK']),
    template: z.string().min(1),
    priority: growing(['LOW', 'NORMAL', 'HIGH']),
    variables: z.record(z.string(), scalar).meta({ confidential: true }),
    expiresAt: optional(timestamp),
  }),
};
