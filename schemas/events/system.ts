import { z } from 'zod';
import { event } from '../definition.ts';
import { metrics, period, severity, storedFile } from '../field-groups.ts';
import { count, growing, id, openMap, optional, ordinal, prose, scalar, text } from '../fields.ts';
import { timestamp } from '../timestamp.ts';

const actor = { actorId: id, actorKind: growing(['USER', 'SERVICE', 'OPERATOR']) };
const outcome = growing(['ALLOWED', 'DENIED', 'FAILED']);
const ipAddress = optional(text('203.0.113.7')).meta({ confidential: true });
const health = growing(['HEALTHY', 'DEGRADED', 'UNHEALTHY', 'UNKNOWN']);
const regulation = text('MiFID II RTS 22');
const details = z.record(z.string(), scalar).meta({ example: { mfa: true } });

/** Audit, compliance, operation, security (seed §2.4, §4.6). The name of the service is the envelope's `source`. */
export const systemEvents = {
  'audit.action.recorded': event('Somebody or something did what must be accounted for.', {
    ...actor,
    action: text('change-settings'),
    resource: text('account/user-123'),
    outcome,
    ipAddress,
    details,
  }),

  'audit.access.recorded': event('Somebody or something read or wrote, or tried to, what is guarded.', {
    ...actor,
    operation: growing(['READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE']),
    resourceKind: growing(['TOPIC', 'GROUP', 'RECORD', 'FILE', 'SECRET']),
    resource: text('trading-orders'),
    outcome,
    rule: optional(text('role order-service')).describe('What allowed or denied it; none where nothing matched'),
    ipAddress,
  }),

  'compliance.violation.detected': event('A rule of the law or of the house seems broken.', {
    violationId: id,
    regulation,
    rule: text('wash-trade'),
    severity,
    subjectId: id.describe('The user, strategy or service that it is about'),
    subjectKind: growing(['USER', 'STRATEGY', 'SERVICE']),
    evidence: z.array(id.meta({ example: 'execution-123' })).describe('Ids of the orders, executions and so on'),
    details: details.meta({ confidential: true, example: { matchedOrders: 4 } }),
    action: growing(['REPORTED', 'TRADING_HALTED', 'ACCOUNT_SUSPENDED', 'NONE']),
  }),

  'compliance.report.generated': event('A report for an authority was written.', {
    reportId: id,
    regulation,
    authority: text('BaFin'),
    period,
    records: count.describe('How many transactions are in it'),
    ...storedFile,
  }),

  'compliance.report.submitted': event('A report was handed to an authority, or the authority has answered.', {
    reportId: id,
    regulation,
    authority: text('BaFin'),
    submissionId: id,
    outcome: growing(['SENT', 'ACCEPTED', 'PARTLY_ACCEPTED', 'REJECTED']),
    rejectedRecords: count,
    reasons: z.array(text('CON-412')).describe("The authority's codes"),
    dueAt: timestamp,
  }),

  'system.metrics.reported': event('A service reported its measurements.', {
    instance: text('order-service-1'),
    windowSeconds: ordinal,
    metrics: metrics.meta({ example: { cpuShare: 0.4, p99Ms: 12.5 } }).describe('Units are in the names'),
  }),

  'system.health.changed': event("A service's health changed.", {
    instance: text('order-service-1'),
    fromStatus: health,
    toStatus: health.meta({ example: 'DEGRADED' }),
    checks: z.array(
      z.strictObject({
        name: text('database'),
        status: health,
        durationMs: count,
        message: optional(prose('No connection within 2 s')),
      }),
    ),
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
    }).meta({ confidential: true, example: { ipAddress: '203.0.113.7', location: 'Unknown Location' } }),
    action: growing(['NONE', 'ACCOUNT_LOCKED', 'SESSION_ENDED', 'ACCESS_BLOCKED', 'REVIEW_REQUESTED']),
  }),

  'system.security.resolved': event('A security alert was looked into and closed.', {
    alertId: id,
    userId: optional(id),
    resolution: growing(['CONFIRMED', 'FALSE_ALARM', 'MITIGATED']),
    resolvedById: id.describe('The operator or service'),
    actionsUndone: z.array(text('ACCOUNT_LOCKED')),
    note: optional(prose('The user was travelling')).meta({ confidential: true }),
  }),
};
