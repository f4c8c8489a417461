import { communityTopics } from './catalogue/community.ts';
import { marketDataTopics } from './catalogue/market-data.ts';
import { marketplaceTopics } from './catalogue/marketplace.ts';
import { strategyTopics } from './catalogue/strategy.ts';
import { systemTopics } from './catalogue/system.ts';
import { tradingTopics } from './catalogue/trading.ts';

/*
 * The 30 topics of seed §3.2, in its order: 1,000 partitions in all.
 *
 * Keys: the seed's user-id, strategy-id, symbol and so on are fields of the payload; its service-name is the
 * envelope's `source` and its event-type the envelope's `eventType`, as §4.1 calls them.
 *
 * Compaction keeps only the last event of a key. So it fits only where the payload is the whole state of what the key
 * names: strategy-updated and marketplace-listings by strategy. Not trading-positions: its key is the user, who has
 * many positions, and compaction would drop all but the one that changed last. Each event of a compacted topic carries
 * the whole state; one that doesn't, such as a rating of a strategy, belongs into another topic.
 *
 * Bytes a second are compressed averages over a week. With three replicas they fill 58 % of 3 x 2 TB, see the
 * test of the catalogue.
 */
export const topics = [
  ...marketDataTopics,
  ...tradingTopics,
  ...strategyTopics,
  ...communityTopics,
  ...marketplaceTopics,
  ...systemTopics,
] as const;
