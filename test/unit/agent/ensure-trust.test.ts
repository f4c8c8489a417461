import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTrust } from '../../../agent/identity/ensure-trust.ts';
import { authorityObject } from '../../../render/index.ts';
import { objectsInMemory } from './objects-in-memory.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'trust-'));
});
afterEach(() => rm(directory, { recursive: true }));

const secrets: Record<string, string> = {
  source: 'reader-a:first-password-of-a-test',
  target: 'writer-b:second:password-of-a-test',
};

async function bring(values: Readonly<Record<string, string>> = secrets, authority = 'the certificate') {
  const said: string[] = [];
  const objects = objectsInMemory();
  if (authority !== '') await objects.write(authorityObject, authority);
  const trust = {
    projectId: 'a-project',
    stateBucket: 'the-state',
    caCertificate: join(directory, 'ca.pem'),
    logins: { file: join(directory, 'mirror.properties'), source: 'source', target: 'target' },
  };
  await ensureTrust(trust, undefined, {
    objects,
    log: (message) => said.push(message),
    metadata: { accessToken: () => Promise.reject(new Error()), identityToken: () => Promise.reject(new Error()) },
    readSecret: (id) => Promise.resolve(values[id] ?? ''),
  });
  return said;
}

test('brings whom to trust for all to read, and what to log in with for its service alone', async () => {
  await bring();
  const mode = async (file: string) => ((await stat(join(directory, file))).mode & 0o777).toString(8);
  expect([await mode('ca.pem'), await mode('mirror.properties')]).toEqual(['644', '600']);
  expect(await readFile(join(directory, 'ca.pem'), 'utf8')).toBe('the certificate');
  const text = await readFile(join(directory, 'mirror.properties'), 'utf8');
  expect(text).toContain('source.username=reader-a\n');
  expect(text).toContain('source.password=first-password-of-a-test\n');
  expect(text).toContain('target.password=second:password-of-a-test\n');
});

test('leaves alone what is right, and takes over what has changed', async () => {
  await bring();
  expect(await bring()).toEqual([]);
  const files = ['ca.pem', 'mirror.properties'].map((file) => `${join(directory, file)}: written`);
  expect(await bring({ ...secrets, target: 'writer-a:third-password-of-a-test' }, 'another')).toEqual(files);
});

test('says that no node has a certificate yet', async () => {
  await expect(bring(secrets, '')).rejects.toThrow(
    /^memory\/authority\/ca\.pem: found nothing, expected the authority's certificate; /,
  );
});

test('refuses a login without a user, and does not show it', async () => {
  const refused = bring({ ...secrets, source: 'only-a-password-of-a-test' });
  await expect(refused).rejects.toThrow(
    'secret source of project a-project: found another value (it is not shown), expected USER:PASSWORD; add another version',
  );
});
