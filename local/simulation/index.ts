/** A trading platform in small: from market prices to events in every topic. Deterministic; the clock is passed in. */
export { createSimulation, simulate } from './simulate.ts';
export type { Simulation, SimulationSettings } from './simulate.ts';
