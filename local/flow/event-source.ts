import type { OutgoingEvent } from '../../clients/node/index.ts';
import type { PriceRow } from '../market-data/index.ts';
import type { Simulation } from '../simulation/index.ts';

/**
 * Opens the prices. Called again each time they end, as a flow may outlive its file.
 * @param pass how often they were read to the end before
 */
export type PriceSource = (pass: number) => AsyncIterable<PriceRow>;

/** Events of a simulation that lives by prices read over and over; reads only as far as events are asked for. */
export async function* eventsFrom(prices: PriceSource, simulation: Simulation): AsyncGenerator<OutgoingEvent> {
  for (let pass = 0; ; pass += 1) {
    let rows = 0;
    for await (const row of prices(pass)) {
      rows += 1;
      yield* simulation.eventsOf(row);
    }
    if (rows === 0) throw new TypeError('the price source gave no row, so reading it again would never end');
  }
}
