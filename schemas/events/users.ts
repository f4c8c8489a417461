import { z } from 'zod';
import { event } from '../definition.ts';
import { growing, id, optional, text } from '../fields.ts';
import { money } from '../money.ts';
import { calendarDate } from '../timestamp.ts';

const email = text('ada@example.com').meta({ confidential: true });
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'expected a country code such as DE')
  .meta({ example: 'DE' })
  .describe('ISO 3166-1 alpha-2');
const level = growing(['LEVEL_1', 'LEVEL_2', 'LEVEL_3']);
const status = growing(['ACTIVE', 'SUSPENDED', 'LOCKED', 'CLOSED']);
const changedById = id.describe('The user, operator or service');
const verificationId = id.meta({ confidential: true });
const verificationProvider = text('jumio');
const limit = money.meta({ confidential: true, example: '50000' }).describe("In the platform's base currency");

/** Users and the proof of their identity (seed §2.4, §4.6). */
export const userEvents = {
  'user.registered': event('Somebody became a user.', {
    userId: id,
    email,
    country,
    signUpMethod: growing(['PASSWORD', 'GOOGLE', 'APPLE', 'ENTERPRISE']),
    referrerId: optional(id).describe('The user who recommended the platform'),
  }),

  'user.profile.updated': event("A user's profile changed; the payload is all of it, not a difference.", {
    userId: id,
    displayName: text('Ada').meta({ confidential: true }),
    email,
    phone: optional(text('+49 30 1234567')).meta({ confidential: true }),
    country,
    locale: text('de-DE'),
    changedFields: z.array(text('phone')),
  }),

  'user.status.changed': event('A user may do more or less than before.', {
    userId: id,
    fromStatus: status,
    toStatus: status.meta({ example: 'SUSPENDED' }),
    reason: growing(['USER', 'SECURITY', 'COMPLIANCE', 'PAYMENT', 'INACTIVITY', 'APPEAL']),
    changedById,
  }),

  'user.roles.changed': event("A user's roles changed; the payload is all of them.", {
    userId: id,
    roles: z.array(text('creator')),
    added: z.array(text('creator')),
    removed: z.array(text('analyst')),
    changedById,
  }),

  'user.integration.changed': event("A user's connection to a broker, exchange or bank changed.", {
    userId: id,
    connectionId: id,
    provider: text('binance'),
    kind: growing(['BROKER', 'EXCHANGE', 'BANK', 'DATA', 'MESSAGING']),
    status: growing(['CONNECTED', 'EXPIRED', 'REVOKED', 'FAILED']),
    scopes: z.array(text('trade')),
    accountReference: optional(text('DE89 3704 0044 0532 0130 00'))
      .meta({ confidential: true })
      .describe("The provider's number of the account"),
  }),

  'user.kyc.started': event("The verification of a user's identity began.", {
    userId: id,
    verificationId,
    verificationProvider,
    targetLevel: level,
  }),

  'user.kyc.submitted': event('A user handed in documents.', {
    userId: id,
    verificationId,
    verificationProvider,
    documents: z.array(
      z.strictObject({
        kind: growing(['PASSPORT', 'ID_CARD', 'DRIVING_LICENCE', 'PROOF_OF_ADDRESS', 'PROOF_OF_INCOME']),
        country,
        number: optional(text('C01X00T47')).meta({ confidential: true }).describe('None where it has none'),
        expiresOn: optional(calendarDate.meta({ example: '2031-05-01' })),
      }),
    ),
  }),

  'user.kyc.verified': event("A user's identity was verified.", {
    userId: id,
    verificationLevel: level,
    documentsVerified: z.array(z.string().meta({ example: 'passport' })).meta({ confidential: true }),
    verificationProvider,
    verificationId,
    tradingLimits: z.strictObject({ dailyLimit: limit, monthlyLimit: limit }),
  }),

  'user.kyc.rejected': event("A user's identity could not be verified.", {
    userId: id,
    verificationId,
    verificationProvider,
    targetLevel: level,
    reasons: z.array(text('document_unreadable')).meta({ confidential: true }),
    mayRetry: z.boolean(),
  }),

  'user.kyc.expired': event('A verification no longer holds; the user must prove anew who they are.', {
    userId: id,
    verificationId,
    verificationLevel: level.describe('The level that is left'),
    reason: growing(['DOCUMENT_EXPIRED', 'PERIODIC_REVIEW', 'RISK_CHANGED']),
    renewBy: optional(calendarDate).describe('None where trading has ended already'),
  }),
};
