import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import { ClusterError, readClientProperties, withAdmin } from '../cluster/index.ts';
import { brokerUser, operatorUser, type Platform } from '../platform/index.ts';
import { describeCertificates, ensureCertificates } from './certificates.ts';
import { classArchives } from './class-archives.ts';
import { writeClientFiles } from './client-files.ts';
import { checkDiskSpace } from './disk-space.ts';
import { endProcesses } from './end-processes.ts';
import { cleanHome, readIfPresent, type Home } from './home.ts';
import { areJarsPresent, ensureJars, type Jars } from './jars.ts';
import { LocalError } from './local-error.ts';
import { brokerPrograms, registryProgram, zookeeperPrograms, type NodeProgram } from './node-programs.ts';
import { checkEndpoints, type Endpoint } from './ports.ts';
import { prepareRegistry, registryUrlOf } from './registry.ts';
import { lookAtHome, releaseLock, takeLock } from './run-lock.ts';
import { runningCluster, type RunningCluster } from './running-cluster.ts';
import { areUsersMade, makeUsers } from './scram-users.ts';
import { ensureSecrets } from './secrets.ts';
import { stepRunner, type StepEvent, type StepRunner } from './start-steps.ts';
import { stopNodes, stopOrder } from './stop.ts';
import { Supervisor } from './supervisor.ts';
import { ensureToolchain } from './toolchain.ts';

export interface StartOptions {
  /** From `definePlatform(onOneMachine(...))`: nodes have loopback addresses. */
  readonly platform: Platform;
  readonly home: Home;
  /** Ends the start, in whatever step it is; everything begun is stopped before the promise rejects. */
  readonly signal?: AbortSignal;
  readonly onStep?: (event: StepEvent) => void;
  /** Forgets topics, users and certificates of earlier starts. @default false */
  readonly clean?: boolean;
  /** Whether a JDK or Maven that is missing may be installed. @default true */
  readonly mayInstall?: boolean;
  /** The SCRAM user of `client.properties`. @default "trading-client" */
  readonly clientUser?: string;
}

/** What a node may take on two busy cores before it counts as failed. */
const nodePatienceMs = 90_000;
const brokerPollMs = 150;
const orphanPatienceMs = 20_000;

/**
 * Starts ZooKeeper, the brokers and the schema registry on this machine, from the rendered configuration.
 *
 * Data, users and certificates of the home are used again; whatever an earlier start left behind, killed or not, is
 * put right first. Resolves when every broker is registered; the registry may still be starting then.
 *
 * @throws LocalError telling what is missing, taken or failed; the signal's reason when it was aborted. Nothing is
 *   left running then.
 */
export async function startCluster(options: StartOptions): Promise<RunningCluster> {
  const { home, onStep = () => undefined, signal: asked } = options;
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(asked === undefined ? [] : [asked])]);
  const run = stepRunner(signal, onStep);
  const orphans = await takeHome(home);
  try {
    return await start(options, orphans, run, signal, () => failure.abort(new Error('the platform was stopped')));
  } catch (error) {
    failure.abort(error);
    await stopNodes(home);
    await releaseLock(home);
    throw error;
  }
}

type Orphans = Awaited<ReturnType<typeof lookAtHome>>['state'] & { kind: 'free' };

/** @throws LocalError `REFUSED` when the home's platform runs already */
async function takeHome(home: Home): Promise<Orphans> {
  const { state, lockText } = await lookAtHome(home);
  if (state.kind === 'attended') {
    throw new LocalError(
      'REFUSED',
      `home ${home.dir}: its platform runs already, by process ${state.pid}; use that one, or stop it first`,
    );
  }
  await takeLock(home, lockText);
  return state;
}

async function start(
  options: StartOptions,
  { orphans }: Orphans,
  run: StepRunner,
  signal: AbortSignal,
  cancel: () => void,
): Promise<RunningCluster> {
  const { platform, home, clientUser = 'trading-client' } = options;
  await run(
    'orphans',
    async (say) => {
      const [brokers, others] = stopOrder(orphans);
      if (orphans.length > 0) say(`ending ${orphans.map(({ node, pid }) => `${node} (${pid})`).join(', ')}`);
      await endProcesses(brokers, orphanPatienceMs);
      await endProcesses(others, orphanPatienceMs);
      if (options.clean === true) await cleanHome(home);
    },
    () => (orphans.length === 0 ? 'nothing' : `${orphans.length} processes ended`),
  );

  const javaVersion = await run(
    'machine',
    async (say) => {
      const jarsPresent = await areJarsPresent(home.jarsDir);
      const isNew = (await readIfPresent(home.files.users)) === undefined;
      await checkDiskSpace(home, { jarsPresent, isNew });
      await checkEndpoints(endpointsOf(platform));
      return ensureToolchain({ needsMaven: !jarsPresent, mayInstall: options.mayInstall ?? true, signal, say });
    },
    (version) => `Java ${version}`,
  );

  const jars = await run('jars', (say) => ensureJars(home.jarsDir, { signal, say }));
  const archives = classArchives(jars.archivesDir, javaVersion, home.dir);
  await archives.discard();

  const { secrets } = await run(
    'certificates',
    async () => {
      const secrets = await ensureSecrets(home, [brokerUser, operatorUser, clientUser]);
      const certificates = await ensureCertificates(platform, home, secrets.storePassword, { signal });
      await writeClientFiles(platform, home, secrets, clientUser);
      return { secrets, certificates };
    },
    ({ certificates }) => describeCertificates(certificates),
  );

  const supervisor = new Supervisor(home, archives);
  try {
    const [ensemble, brokers, registry] = await Promise.all([
      zookeeperPrograms(platform, home, jars),
      brokerPrograms(platform, home, jars, secrets),
      registryProgram(platform, home, jars),
    ]);
    const up = (programs: readonly NodeProgram[]) =>
      Promise.all(programs.map((program) => supervisor.waitUntilUp(program, nodePatienceMs, signal)));

    signal.throwIfAborted();
    await supervisor.start(ensemble);
    const ensembleUp = run(
      'zookeeper',
      () => up(ensemble),
      () => `${ensemble.length} nodes`,
    );
    // Brokers wait for ZooKeeper by themselves, but read users only when they start.
    const usersReady = run(
      'users',
      () => ensureUsers(platform, home, jars, secrets.passwords, signal),
      (what) => what,
    );
    const brokersUp = usersReady.then(() =>
      run(
        'brokers',
        async () => {
          await supervisor.start(brokers);
          await up(brokers);
          await waitUntilRegistered(home, brokers.length, signal);
        },
        () => `${brokers.length} brokers`,
      ),
    );
    const registryReady = usersReady.then(() =>
      run('registry', async () => {
        await supervisor.start([registry]);
        await prepareRegistry(registryUrlOf(platform), home.logFile(registry.name), nodePatienceMs, signal);
      }),
    );
    // Who waits for it sees its failure; until then it must not count as unhandled.
    registryReady.catch(() => undefined);
    await Promise.all([ensembleUp, brokersUp]);
    return runningCluster({
      platform,
      home,
      supervisor,
      archives,
      registryReady,
      cancel,
      clientUser,
    });
  } catch (error) {
    await supervisor.letGo();
    throw error;
  }
}

async function ensureUsers(
  platform: Platform,
  home: Home,
  jars: Jars,
  passwords: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<'made' | 'kept'> {
  if (await areUsersMade(platform, home, passwords)) return 'kept';
  await makeUsers(platform, home, jars, passwords, signal);
  return 'made';
}

/** All that must be free for the platform to start. */
function endpointsOf({ nodes }: Platform): Endpoint[] {
  const at = ({ name, address }: { name: string; address: string }, port: number) => ({ node: name, address, port });
  return [
    ...nodes.zookeeper.flatMap((node) => Object.values(node.ports).map((port) => at(node, port))),
    ...nodes.brokers.flatMap((node) => Object.values(node.ports).map((port) => at(node, port))),
    ...nodes.schemaRegistry.map((node) => at(node, node.port)),
  ];
}

/**
 * Waits until every broker counts `expected` of them. Not only one: a listener opens before its broker is registered,
 * and what a killed broker had registered counts until its session is over, when the new one may still fail on it.
 */
async function waitUntilRegistered(home: Home, expected: number, signal: AbortSignal): Promise<void> {
  const properties = await readClientProperties(home.files.adminProperties);
  const deadline = performance.now() + nodePatienceMs;
  for (;;) {
    signal.throwIfAborted();
    const counts = await Promise.all(
      properties.bootstrapServers.map((server) => countBrokers({ ...properties, bootstrapServers: [server] })),
    );
    const found = Math.min(...counts);
    if (found === expected) return;
    if (performance.now() > deadline) {
      throw new LocalError(
        'NODE_FAILED',
        `cluster ${properties.bootstrapServers.join(',')}: found ${found} brokers, expected ${expected}; look into the brokers' logs in ${home.dir}`,
      );
    }
    await sleep(brokerPollMs, undefined, { signal });
  }
}

/** 0 as long as nobody answers: listeners open a moment before logins work. */
async function countBrokers(properties: Awaited<ReturnType<typeof readClientProperties>>): Promise<number> {
  try {
    return await withAdmin(
      properties,
      { retries: 0, requestTimeoutMs: 5_000 },
      async (admin) => (await admin.describeCluster()).brokers.length,
    );
  } catch (error) {
    if (isPassing(error)) return 0;
    throw error;
  }
}

/** Nobody answers yet, or, after a restart, partitions of the first topics still wait for their leaders. */
function isPassing(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if (error instanceof ClusterError && error.retryable) return true;
  return ('retriable' in error && error.retriable === true) || isPassing(error.cause);
}
