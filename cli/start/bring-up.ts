import type { Kafka } from 'kafkajs';
import pRetry from 'p-retry';
import { createEventRegistry, createRegistryApi, type EventRegistry } from '../../clients/node/index.ts';
import {
  connectKafka,
  ClusterError,
  createMissingTopics,
  ownershipRecord,
  readClientProperties,
  subjectKind,
  takeOwnership,
  waitForInSync,
  withAdmin,
  type ClientProperties,
  type InSyncCount,
} from '../../cluster/index.ts';
import { startCluster, startSteps, type Home, type RunningCluster, type StepEvent } from '../../local/index.ts';
import { synthesize } from '../../main.ts';
import { definePlatform, environments, onOneMachine, type Platform } from '../../platform/index.ts';
import { services, topics, usersOf } from '../../topics/index.ts';
import { localAccess } from '../cluster/access-kinds.ts';
import { wantedSubjects } from '../wanted-subjects.ts';
import { durabilityOf, wantedTopics } from '../wanted-topics.ts';
import { unlessInterrupted } from './interruption.ts';
import type { Progress, StepReport } from './progress.ts';
import { provide } from './provide.ts';
import { provideAccess } from './provide-access.ts';

export interface BringUpOptions {
  readonly home: Home;
  /** A /24 within 127.0.0.0/8 for the nodes. */
  readonly network: string;
  readonly clean: boolean;
  readonly mayInstall: boolean;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** A platform that is ready for events. */
export interface ReadyPlatform {
  readonly platform: Platform;
  readonly cluster: RunningCluster;
  /** As the user of `client.properties`, who may only work with events. */
  readonly kafka: Kafka;
  readonly registry: EventRegistry;
  /** As the operator. */
  readonly operator: ClientProperties;
  readonly inSync: InSyncCount;
  /** Since this process began. */
  readonly readySeconds: number;
}

/** Some 30 s: after a start that was killed all of the old partitions wait for their leaders first. */
const electionRetries = 10;
/** A broker that was killed counts until its session is over, and not again until it has registered anew: some 10 s. */
const patience = { retries: 60, minTimeout: 500, maxTimeout: 500 };
/** Creating 1,000 partitions takes 9 to 19 s on two busy cores; a slow disk may need several times that. */
const inSyncTimeoutMs = 180_000;

/**
 * Brings up the platform of production's model on this machine: Terraform as on Google Cloud, then processes, topics,
 * access and schemas.
 *
 * @throws whatever a step fails with, after everything that was started is stopped
 */
export async function bringUp(options: BringUpOptions): Promise<ReadyPlatform> {
  const { home, network, signal, progress } = options;
  await progress.run(
    'synthesize',
    'Synthesize production for Google Cloud',
    () => unlessInterrupted(signal, () => synthesizeProduction(home)),
    sayStacks,
  );

  const platform = definePlatform(onOneMachine(environments.production, network));
  const cluster = await startCluster({
    platform,
    home,
    clean: options.clean,
    mayInstall: options.mayInstall,
    signal,
    onStep: stepReporter(progress),
  });
  try {
    const [operator, client] = await Promise.all([
      readClientProperties(cluster.files.adminProperties),
      readClientProperties(cluster.files.clientProperties),
    ]);
    const registry = createEventRegistry({ url: cluster.registryUrl });
    const [inSync] = await Promise.all([
      provideTopics(platform, operator, signal, progress),
      progress.run(
        'access',
        'Users, access rules and quotas',
        () => unlessInterrupted(signal, () => provideAccess(operator, localAccess(home, cluster.clientUser), signal)),
        sayAccess,
      ),
      provideSchemas(cluster, registry, signal, progress),
    ]);
    signal.throwIfAborted();
    return {
      platform,
      cluster,
      operator,
      registry,
      inSync,
      kafka: connectKafka(client, { clientId: 'trading-flow' }),
      readySeconds: performance.now() / 1_000,
    };
  } catch (error) {
    await cluster.stop();
    throw signal.aborted ? signal.reason : error;
  }
}

async function synthesizeProduction(home: Home) {
  return (await synthesize({ environments: ['production'], outdir: `${home.dir}/terraform` })).stacks;
}

function sayStacks(stacks: readonly { readonly name: string; readonly resources: number }[]): string {
  return stacks.map(({ name, resources }) => `${name} ${String(resources)} resources`).join(', ');
}

/** Shows the cluster's own steps like ours. */
function stepReporter(progress: Progress): (event: StepEvent) => void {
  const reports = new Map<string, StepReport>();
  return (event) => {
    if (event.state === 'started') {
      reports.set(event.step, progress.begin(event.step, startSteps[event.step]));
      return;
    }
    const report = reports.get(event.step);
    if (event.state === 'says') {
      report?.say(event.detail);
      return;
    }
    if (event.state === 'done') report?.done(event.detail);
    else report?.failed();
  };
}

async function provideTopics(
  platform: Platform,
  operator: ClientProperties,
  signal: AbortSignal,
  progress: Progress,
): Promise<InSyncCount> {
  const wanted = wantedTopics(platform);
  const { defaultReplicationFactor } = platform.kafka.settings;
  return progress.run(
    'topics',
    'Topics and their replicas',
    (report) =>
      unlessInterrupted(signal, () =>
        withAdmin(operator, { retries: electionRetries }, async (admin) => {
          await pRetry(() => createMissingTopics(admin, wanted, defaultReplicationFactor), {
            ...patience,
            signal,
            shouldRetry: ({ error }) => error instanceof ClusterError && error.code === 'TOO_FEW_BROKERS',
          });
          const names = wanted.map(({ name }) => name);
          const inSync = await waitForInSync(admin, names, {
            timeoutMs: inSyncTimeoutMs,
            signal,
            onProgress: (count) => {
              report.say(sayInSync(count));
            },
          });
          const ownership = ownershipRecord(admin, operator, durabilityOf(platform));
          await pRetry(() => takeOwnership(ownership, names), {
            ...patience,
            signal,
            shouldRetry: ({ error }) => error instanceof ClusterError && error.retryable,
          });
          return inSync;
        }),
      ),
    sayInSync,
  );
}

function sayInSync({ partitions, replicas, inSyncReplicas }: InSyncCount): string {
  return `${String(topics.length)} topics, ${String(partitions)} partitions, ${String(inSyncReplicas)} of ${String(replicas)} replicas in sync`;
}

function sayAccess(steps: number): string {
  const users = services.flatMap(usersOf).length;
  return `${String(users)} users of ${String(services.length)} services, all else is denied; ${String(steps)} changes`;
}

async function provideSchemas(
  cluster: RunningCluster,
  registry: EventRegistry,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  await cluster.registryReady();
  await progress.run(
    'schemas',
    'Event schemas',
    () =>
      unlessInterrupted(signal, async () => {
        await provide([subjectKind(createRegistryApi(cluster.registryUrl), wantedSubjects())]);
        return registry.register(topics); // changes nothing any more, and learns the ids
      }),
    (ids) => `${String(ids.size)} subjects`,
  );
}
