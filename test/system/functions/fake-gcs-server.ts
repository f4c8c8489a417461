import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A Cloud Storage that runs here: speaks the JSON API, keeps generations and honours preconditions. */
const version = 'v1.56.1';
const tools = join(import.meta.dirname, '../../../build/system-tools', `fake-gcs-server-${version}`);

/** Builds the pinned version once; the Go module proxy's checksum database vouches for it. Takes about three minutes. */
export async function installFakeGcsServer(): Promise<string> {
  const program = join(tools, 'fake-gcs-server');
  const present = await access(program).then(
    () => true,
    () => false, // not built yet
  );
  if (present) return program;
  const { failed, all } = await execa('go', ['install', `github.com/fsouza/fake-gcs-server@${version}`], {
    env: { GOBIN: tools },
    all: true,
    reject: false,
  });
  if (failed) throw new Error(`go install of fake-gcs-server ${version} failed; it needs Go 1.25 or newer:\n${all}`);
  return program;
}

export interface FakeGcsServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts one with nothing in it, in memory, on a free port of the loopback interface. */
export async function startFakeGcsServer(program: string): Promise<FakeGcsServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const child = execa(
    program,
    ['-backend=memory', '-scheme=http', '-host=127.0.0.1', `-port=${String(port)}`, `-external-url=${url}`],
    { all: true, reject: false },
  );
  const state = { ended: false };
  const end = child.then(({ all }) => {
    state.ended = true;
    return all;
  });
  const deadline = performance.now() + 10_000;
  while (!(await answers(`${url}/storage/v1/b`))) {
    if (state.ended || performance.now() > deadline) {
      child.kill();
      throw new Error(`fake-gcs-server did not come up on ${url}: ${await end}`);
    }
    await sleep(50);
  }
  return {
    url,
    stop: async () => {
      child.kill();
      await end;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false, // not listening yet
  );
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
