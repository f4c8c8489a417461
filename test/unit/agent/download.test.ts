import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { installArtifact } from '../../../agent/boot/artifacts.ts';
import { cloudStorageBucket } from '../../../agent/bucket.ts';
import { metadataServer } from '../../../agent/metadata-server.ts';

let directory: string;
let server: Server;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'download-'))));
afterEach(() => {
  rmSync(directory, { recursive: true });
  server.closeAllConnections();
  server.close();
});

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

describe('the metadata server', () => {
  const patience = { retries: 3, longestPauseMs: 10, timeoutMs: 200 };
  const google = { 'metadata-flavor': 'Google' };

  test('is asked as Google documents', async () => {
    const asked: unknown[] = [];
    const url = await serve(({ url, headers }, response) => {
      asked.push([url, headers['metadata-flavor']]);
      response.writeHead(200, google).end('{"a":"1"}');
    });
    expect(await metadataServer({ url, ...patience }).attributes()).toEqual({ a: '1' });
    expect(asked).toEqual([['/computeMetadata/v1/instance/attributes/?recursive=true&alt=json', 'Google']]);
  });

  test('that is slow or not up yet is waited for', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      if (requests === 1) return; // never answers
      if (requests === 2) response.writeHead(503).end();
      else response.writeHead(200, google).end('{"access_token":"a-token","expires_in":3599}');
    });
    expect(await metadataServer({ url, ...patience }).accessToken()).toBe('a-token');
  });

  test('is not believed without its header, and the error names it', async () => {
    const url = await serve((_, response) => response.writeHead(200).end('{"a":"1"}'));
    await expect(metadataServer({ url, ...patience }).attributes()).rejects.toThrow(
      `${url}/computeMetadata/v1/instance/attributes/?recursive=true&alt=json: found status 200, expected an answer of the metadata server; boot the machine again`,
    );
  });
});

describe('an artifact', () => {
  const lines: string[] = [];
  const install = (url: string, artifact: { name: string; version: string; object: string; sha256: string }) =>
    installArtifact(artifact, {
      bucket: cloudStorageBucket('artifacts', { accessToken: () => Promise.resolve('a-token') }, url),
      log: (line) => void lines.push(line),
      parent: join(directory, 'opt'),
      retries: 2,
      pauseMs: 1,
    });
  beforeEach(() => void lines.splice(0));

  async function archive() {
    const { stdout } = await execa('tar', ['--create', '--gzip', 'package.json'], { encoding: 'buffer' });
    const sha256 = createHash('sha256').update(stdout).digest('hex');
    return { content: stdout, artifact: { name: 'kafka', version: '3.9.2', object: 'kafka 3.tar.gz', sha256 } };
  }

  test('is fetched with the machine’s token, unpacked whole, and led to', async () => {
    const { content, artifact } = await archive();
    const asked: unknown[] = [];
    const url = await serve(({ url, headers }, response) => {
      asked.push([url, headers.authorization]);
      response.end(content);
    });
    await install(url, artifact);
    await install(url, artifact);
    expect(asked).toEqual([['/storage/v1/b/artifacts/o/kafka%203.tar.gz?alt=media', 'Bearer a-token']]);
    const name = `kafka-3.9.2-${artifact.sha256.slice(0, 8)}`;
    expect(readdirSync(join(directory, 'opt'))).toEqual(['kafka', name]);
    expect(readlinkSync(join(directory, 'opt/kafka'))).toBe(name);
    expect(readFileSync(join(directory, 'opt/kafka/package.json'))).toEqual(readFileSync('package.json'));
  });

  test('that is damaged is fetched again', async () => {
    const { content, artifact } = await archive();
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.end(requests === 1 ? content.subarray(1) : content);
    });
    await install(url, artifact);
    expect(lines[0]).toMatch(/^gs:\/\/artifacts\/kafka 3.tar.gz: found SHA-256 \w+, expected \w+;.*fetching it again/);
  });

  test('that stays damaged is refused with both checksums, and leaves nothing behind', async () => {
    const { artifact } = await archive();
    const other = createHash('sha256').update('other').digest('hex');
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.end('other');
    });
    await expect(install(url, artifact)).rejects.toThrow(
      `gs://artifacts/kafka 3.tar.gz: found SHA-256 ${other}, expected ${artifact.sha256}; upload the artifacts again`,
    );
    expect({ requests, left: readdirSync(join(directory, 'opt')) }).toEqual({ requests: 3, left: [] });
  });

  test.each([
    [404, 'upload the artifacts', 1],
    [403, 'grant roles/storage.objectViewer', 1],
    [503, 'boot the machine again', 3],
  ])('answered with %i says "%s" after %i requests', async (status, next, expected) => {
    const { artifact } = await archive();
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.writeHead(status).end();
    });
    await expect(install(url, artifact)).rejects.toThrow(
      `found status ${String(status)}, expected the object; ${next}`,
    );
    expect(requests).toBe(expected);
  });
});
