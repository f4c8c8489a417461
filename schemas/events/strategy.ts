import { z } from 'zod';
import { event } from '../definition.ts';
import { parameters, strategyOfUser } from '../field-groups.ts';
import { growing, id, ordinal, prose, text } from '../fields.ts';
import { money } from '../money.ts';

const mode = growing(['PAPER', 'LIVE']);

/** Strategies from the first draft to the market (seed §2.1, §3.2). */
export const strategyEvents = {
  'strategy.created': event('A user created a strategy.', {
    ...strategyOfUser,
    name: text('Momentum 12'),
    kind: growing(['CODE', 'VISUAL', 'MODEL']),
    assetClasses: z.array(prose('crypto')),
    parameters,
  }),

  'strategy.updated': event('A strategy has a new state; the payload is all of it, not a difference.', {
    ...strategyOfUser,
    name: text('Momentum 12'),
    revision: ordinal,
    status: growing(['DRAFT', 'TRAINED', 'BACKTESTED', 'DEPLOYED', 'ARCHIVED']),
    assetClasses: z.array(prose('crypto')),
    parameters,
    changedFields: z.array(prose('parameters')),
  }),

  'strategy.deployed': event('A strategy went live or into paper trading.', {
    deploymentId: id,
    ...strategyOfUser,
    revision: ordinal,
    mode,
    brokerId: id.meta({ example: 'binance' }),
    allocatedCapital: money
      .meta({ confidential: true, example: '25000' })
      .describe("In the currency of the broker's account"),
  }),

  'strategy.undeployed': event('A deployed strategy stopped trading.', {
    deploymentId: id,
    ...strategyOfUser,
    revision: ordinal,
    mode,
    reason: growing(['USER', 'REPLACED', 'RISK', 'FAILURE', 'SUBSCRIPTION_ENDED']),
    openPositions: growing(['CLOSED', 'KEPT', 'NONE']).describe('What became of the positions that were open'),
  }),
};
