import { ensureIdentity, orderObjects, reportObject, tick, type Lease, type Order } from '../../../agent/index.ts';
import { platformOf } from '../../../platform/index.ts';
import { agentService, identityPlaces } from '../../../render/index.ts';
import { startMachine, type MachineOptions, type MachineStandIn } from './machine-stand-in.ts';
import { objectsInMemory } from './objects-in-memory.ts';

/** What comes before any store is written; the stores themselves: test/system/agent. */
const platform = platformOf('production');
const { secretId } = identityPlaces(platform);
const secrets = {
  [secretId('brokerPassword')]: 'password-of-the-brokers',
  [secretId('encoder')]: 'secret-of-the-encoder',
};

let machine: MachineStandIn;
afterEach(() => machine.close());

async function start(options: Partial<MachineOptions> = {}) {
  machine = await startMachine({ platform, name: 'kafka-01', secrets, ...options });
}
const ensure = () => ensureIdentity(machine.node, machine.dependencies);

test('an absent secret is named, with how to add it', async () => {
  await start({ secrets: { ...secrets, [secretId('encoder')]: undefined as unknown as string } });
  await expect(ensure()).rejects.toThrow(
    new RegExp(
      `^secret ${secretId('encoder')} of project ${platform.projectId}: found status 404 .*, expected a version with ` +
        `the value; add it: gcloud secrets versions add ${secretId('encoder')} `,
    ),
  );
});

test('a secret that would break the file that it goes to is refused, and not shown', async () => {
  await start({ secrets: { ...secrets, [secretId('encoder')]: 'with "quotes" inside it' } });
  await expect(ensure()).rejects.toThrow(/spaces, quotation marks or backslashes \(it is not shown\)/);
  await expect(ensure()).rejects.not.toThrow('with "quotes"');
});

test('a signer that refuses is told of, with what it said', async () => {
  await start();
  const { identity } = machine.node;
  const names = { ...identity.certificates[0]!, subject: 'CN=kafka-02' };
  const node = { ...machine.node, identity: { ...identity, certificates: [names] } };
  await expect(ensureIdentity(node, machine.dependencies)).rejects.toThrow(
    /found status 403 .*signing request of alphintra-kafka-01: found the names .*see the signer's log/,
  );
});

test('a tick renews, carries out and reports, and one that fails keeps no other from being done', async () => {
  await start({ name: 'zk-01' });
  const objects = objectsInMemory();
  const { identity } = machine.node;
  const node = { ...machine.node, identity: { ...identity, served: { address: '127.0.0.1', ports: [1] } } };
  await expect(
    tick(node, { ...machine.dependencies, objects, storesProgram: '/nowhere/KeyStores.java' }),
  ).rejects.toThrow(/^agent of zk-01: found identity: \/nowhere\/KeyStores.java: found /);
  expect(await objects.read(reportObject(identity.instance))).toBeDefined();
});

test('an order is let go of before systemd ends the tick that carries it out', async () => {
  await start({ name: 'zk-01' });
  const objects = objectsInMemory();
  const { identity } = machine.node;
  const node = { ...machine.node, identity: { ...identity, served: { address: '127.0.0.1', ports: [1] } } };
  const names = orderObjects(identity.instance);
  const order: Order = {
    id: crypto.randomUUID(),
    kind: 'restart',
    unit: 'zookeeper',
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  await objects.write(names.order, JSON.stringify(order));
  let leaseEndsMs = Number.POSITIVE_INFINITY;
  const carryOut = async () => {
    const { expiresAt } = JSON.parse((await objects.read(names.lease))!.text) as Lease;
    leaseEndsMs = Date.parse(expiresAt);
  };
  const limitMs = Number(/^TimeoutStartSec=(\d+)$/m.exec(agentService())![1]) * 1_000;
  const endedMs = Date.now() + limitMs;
  const dependencies = { ...machine.dependencies, objects, carryOut, storesProgram: '/nowhere/KeyStores.java' };
  await expect(tick(node, dependencies)).rejects.toThrow('KeyStores.java');
  expect(JSON.parse((await objects.read(names.outcome))!.text)).toMatchObject({ state: 'done' });
  expect(leaseEndsMs).toBeLessThan(endedMs);
});
