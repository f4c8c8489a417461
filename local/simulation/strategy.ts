import type { Journal } from './journal.ts';
import { remember } from './world.ts';
import type { Strategy, World } from './world.ts';

/**
 * The life of a strategy, from the idea to the market: created, trained, backtested, deployed, offered, and paid
 * for. One step a call, so that all its events come from time to time; each step is caused by the one before.
 */
export function* strategyLife(world: World): Generator<void, never> {
  for (;;) yield* oneLife(world);
}

function* oneLife(world: World): Generator<void> {
  const { random, journal } = world;
  const strategy: Strategy = {
    strategyId: `strategy-${random.hex(8)}`,
    userId: random.pick(world.users),
    name: `${random.pick(['Trend', 'Pairs', 'Volatility', 'News'])} ${random.hex(4)}`,
    revision: 1,
  };
  const { strategyId, userId } = strategy;
  const parameters = { window: random.whole(5, 60), threshold: random.between(0.5, 3, 2) };
  const assetClasses = ['equities'];

  const created = journal.record(
    'strategy-service',
    'strategy.created',
    { strategyId, userId, name: strategy.name, kind: 'MODEL', assetClasses, parameters },
    undefined,
    userId,
  );
  yield;

  const trainingJobId = `job-${random.hex(10)}`;
  const training = journal.record(
    'training-service',
    'strategy.training.started',
    {
      trainingJobId,
      strategyId,
      userId,
      datasetId: 'dataset-us-equities',
      computeConfig: {
        instanceType: 'GPU',
        machineType: 'n1-highmem-8',
        estimatedDuration: `${random.whole(1, 6)}h`,
        costEstimate: random.between(5, 40, 2),
      },
      hyperparameters: { learning_rate: 0.001, batch_size: 32, epochs: random.whole(20, 200) },
    },
    created,
  );
  yield;

  const modelId = `model-${random.hex(10)}`;
  const model = journal.record(
    'training-service',
    'model.artifact.published',
    {
      modelId,
      strategyId,
      trainingJobId,
      modelVersion: `1.${strategy.revision}.0`,
      framework: 'pytorch',
      uri: `gs://models/${modelId}/model.pt`,
      sha256: random.hex(64),
      sizeBytes: random.whole(1_000_000, 90_000_000),
      metrics: { accuracy: random.between(0.5, 0.7, 4), loss: random.between(0.3, 0.7, 4) },
    },
    training,
  );
  yield;

  const totalReturn = random.between(-0.1, 0.4, 4);
  const backtest = journal.record(
    'backtest-service',
    'backtest.completed',
    {
      backtestId: `backtest-${random.hex(10)}`,
      strategyId,
      userId,
      performance: {
        totalReturn,
        sharpeRatio: random.between(-0.5, 2.5, 2),
        maxDrawdown: random.between(0.02, 0.3, 4),
        winRate: random.between(0.4, 0.7, 4),
        totalTrades: random.whole(50, 900),
      },
      executionTime: `${random.whole(10, 300)}s`,
      dataRange: { start: '2000-01-03', end: '2010-03-01' },
    },
    model,
  );
  yield;

  strategy.revision += 1;
  const updated = journal.record(
    'strategy-service',
    'strategy.updated',
    {
      strategyId,
      userId,
      name: strategy.name,
      revision: strategy.revision,
      status: 'BACKTESTED',
      assetClasses,
      parameters: { ...parameters, model: modelId },
      changedFields: ['status', 'parameters'],
    },
    backtest,
  );
  yield;

  const deployed = journal.record(
    'strategy-service',
    'strategy.deployed',
    {
      deploymentId: `deployment-${random.hex(8)}`,
      strategyId,
      userId,
      revision: strategy.revision,
      mode: 'PAPER',
      brokerId: 'paper-broker',
      allocatedCapital: random.whole(10, 500) * 1_000,
    },
    updated,
  );
  remember(world.strategies, strategy);
  yield;

  yield* onTheMarket(world, strategy, totalReturn, deployed);
}

/** A deployed strategy is verified, offered, subscribed to and paid for; its creator gets a share. */
function* onTheMarket(
  { random, journal, users }: World,
  { strategyId, userId: creatorId, name }: Strategy,
  claimedReturn: number,
  cause: Parameters<Journal['record']>[3],
): Generator<void> {
  const period = { start: '2000-01-03', end: '2010-03-01' };
  const currency = 'USD';
  const verified = journal.record(
    'marketplace-service',
    'performance.verified',
    {
      verificationId: `verification-${random.hex(8)}`,
      strategyId,
      period,
      verifiedReturn: claimedReturn,
      claimedReturn,
      tradesChecked: random.whole(50, 900),
      verdict: 'CONFIRMED',
    },
    cause,
  );
  yield;

  const listingId = `listing-${random.hex(8)}`;
  const price = random.between(9, 199, 2);
  const listing = journal.record(
    'marketplace-service',
    'marketplace.listing.published',
    {
      listingId,
      strategyId,
      creatorId,
      title: name,
      description: `Return ${(claimedReturn * 100).toFixed(1)} % in the backtest`,
      pricing: 'SUBSCRIPTION',
      price,
      currency,
      status: 'PUBLISHED',
    },
    verified,
  );
  yield;

  const subscriber = random.pick(users);
  const subscription = journal.record(
    'marketplace-service',
    'marketplace.subscription.started',
    {
      subscriptionId: `subscription-${random.hex(8)}`,
      userId: subscriber,
      listingId,
      strategyId,
      plan: 'MONTHLY',
      price,
      currency,
      renewsAt: new Date(Date.parse(listing.timestamp) + 30 * 86_400_000).toISOString(),
    },
    listing,
    subscriber,
  );
  const payment = journal.record(
    'billing-service',
    'marketplace.transaction.settled',
    {
      transactionId: `transaction-${random.hex(10)}`,
      userId: subscriber,
      listingId,
      creatorId,
      amount: price,
      platformFee: cents(price * 0.2),
      currency,
      paymentMethod: random.pick(['CARD', 'BANK', 'WALLET']),
      paymentReference: `payment-${random.hex(12)}`,
    },
    subscription,
  );
  yield;

  journal.record(
    'billing-service',
    'revenue.shared',
    {
      distributionId: `distribution-${random.hex(8)}`,
      creatorId,
      strategyId,
      period,
      grossAmount: price,
      sharePercent: 80,
      netAmount: cents(price * 0.8),
      currency,
    },
    payment,
    creatorId,
  );
  yield;
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
