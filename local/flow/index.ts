/** Trading events through the running platform, judged. */
export type { PriceSource } from './event-source.ts';
export { runFlow } from './flow.ts';
export type { FlowOptions, FlowResult, FlowStats } from './flow.ts';
export { createJudge } from './judge.ts';
export type { Judge, ReceivedRecord, Verdict } from './judge.ts';
export type { DomainStats, LatencyByDomain, StatsByDomain } from './tally.ts';
