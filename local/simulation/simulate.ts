import type { OutgoingEvent } from '../../clients/node/index.ts';
import type { PriceRow } from '../market-data/index.ts';
import { talk } from './community.ts';
import { closePeriod, ticksOf } from './market.ts';
import { strategyLife } from './strategy.ts';
import { operate } from './system.ts';
import { tradeOn } from './trading.ts';
import { createWorld } from './world.ts';

export interface SimulationSettings {
  /** Seed of every choice and every id: the same run gives the same events, two runs share no id. */
  readonly runId: string;
  /** Goes into the events' metadata, such as `local`. */
  readonly environment: string;
  /** The clock, in milliseconds since 1970; events take their times from it. */
  readonly now: () => number;
}

/** A trading platform that lives by the prices it is given. */
export interface Simulation {
  /** Lives through one period of one symbol. Returns what happened, in order, ready to send. */
  eventsOf(row: PriceRow): OutgoingEvent[];
}

/**
 * Prices become ticks and candles; strategies make signals of them, those become orders, executions and positions;
 * and around it people write, follow, publish and pay, so that within the first 2,000 events each of the 30 topics
 * has got some. Two thirds are market data. One kind of event a topic is made; the others of a family (failures,
 * progress, ends, paper trading and so on) are defined in `schemas/` and not simulated.
 */
export function createSimulation({ runId, environment, now }: SimulationSettings): Simulation {
  const world = createWorld(runId, environment, now);
  const lives = strategyLife(world);
  return {
    eventsOf(row) {
      const ticks = ticksOf(world, row);
      for (const tick of ticks) tradeOn(world, tick);
      const lastTick = ticks.at(-1);
      if (lastTick !== undefined) closePeriod(world, row, lastTick);
      lives.next();
      talk(world);
      operate(world);
      world.rows += 1;
      return world.journal.take();
    },
  };
}

/** The same for a list of prices that is at hand. */
export function* simulate(prices: Iterable<PriceRow>, settings: SimulationSettings): Generator<OutgoingEvent> {
  const simulation = createSimulation(settings);
  for (const row of prices) yield* simulation.eventsOf(row);
}
