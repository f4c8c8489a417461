import type { EventDraft } from '../../clients/node/index.ts';
import { createJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/** A strategy that trades. */
export interface Strategy {
  readonly strategyId: string;
  readonly userId: string;
  readonly name: string;
  revision: number;
}

/** What a user holds in one instrument. */
export interface Position {
  readonly positionId: string;
  quantity: number;
  averagePrice: number;
  realizedPnl: number;
}

/** A symbol's market as traders see it. */
export interface Market {
  last: number;
  previousClose: number;
  /** Average gain and loss of the last ticks, from which the relative strength index follows. */
  averageGain: number;
  averageLoss: number;
}

/** Everything that the simulated platform remembers. Each list is bounded, so a run may go on for ever. */
export interface World {
  readonly random: Random;
  readonly journal: Journal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly users: readonly string[];
  readonly strategies: Strategy[];
  readonly markets: Map<string, Market>;
  readonly positions: Map<string, Position>;
  readonly recentPosts: EventDraft<'community.post.created'>[];
  /** Rows replayed so far; rare things happen by it. */
  rows: number;
}

const userCount = 240;
const firstStrategyCount = 40;
const maxStrategies = 200;

export function createWorld(runId: string, environment: string, now: () => number): World {
  const random = createRandom(runId);
  const users = Array.from({ length: userCount }, (_, index) => `user-${String(index + 1).padStart(3, '0')}`);
  const strategies = Array.from({ length: firstStrategyCount }, (_, index) => ({
    strategyId: `strategy-${String(index + 1).padStart(3, '0')}`,
    userId: random.pick(users),
    name: `${random.pick(['Momentum', 'Mean reversion', 'Breakout', 'Carry'])} ${index + 1}`,
    revision: 1,
  }));
  return {
    random,
    journal: createJournal(random, environment, now),
    now,
    users,
    strategies,
    markets: new Map(),
    positions: new Map(),
    recentPosts: [],
    rows: 0,
  };
}

/** Adds to a list of the world and forgets its oldest beyond the bound. */
export function remember<T>(list: T[], item: T, bound = maxStrategies): void {
  list.push(item);
  if (list.length > bound) list.shift();
}
