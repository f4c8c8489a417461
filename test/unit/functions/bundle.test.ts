import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundleCode } from '../../../functions/bundle-code.ts';
import { bundleFunction, functionCatalogue } from '../../../functions/index.ts';

const checkout = join(import.meta.dirname, '../../..');

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterEach(() => rm(parent, { recursive: true }));

describe.each(functionCatalogue.map(({ name }) => name))('the bundle of %s', (name) => {
  test('is the code in one file and a package.json, as Cloud Functions takes it', async () => {
    const bundle = await bundleFunction(name, parent);
    expect((await readdir(bundle.directory)).sort()).toEqual(['index.js', 'package.json']);
    expect(bundle).toMatchObject({ name, entryPoint: name, file: join(bundle.directory, 'index.js') });
    expect(bundle.hash).toMatch(/^[0-9a-f]{64}$/);
    const packageJson = JSON.parse(await readFile(join(bundle.directory, 'package.json'), 'utf8')) as object;
    expect(packageJson).toMatchObject({
      main: 'index.js',
      engines: { node: '22' },
      dependencies: { '@google-cloud/functions-framework': expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
    });
  });

  test('is what the bundler gives anew', async () => {
    const { file } = await bundleFunction(name, parent);
    const anew = await bundleCode(join('functions', name, 'index.ts'), { keptIn: join(parent, 'nothing-kept') });
    expect(await readFile(file, 'utf8')).toBe(anew);
  });

  test('is the same in a checkout that has its packages from this one', async () => {
    const other = join(parent, 'other');
    for (const part of ['certificates', 'clients', 'cluster', 'functions', 'platform', 'render', 'schemas', 'topics']) {
      await cp(join(checkout, part), join(other, part), { recursive: true });
    }
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json']) {
      await cp(join(checkout, file), join(other, file));
    }
    await symlink(join(checkout, 'node_modules'), join(other, 'node_modules'));
    const program = `import { bundleCode } from './functions/bundle-code.ts';
      process.stdout.write(await bundleCode('functions/${name}/index.ts', { keptIn: 'kept' }));`;
    const there = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: other,
      encoding: 'utf8',
      maxBuffer: 10_000_000,
    });
    const sha256 = (code: string) => createHash('sha256').update(code).digest('hex');
    expect(sha256(there)).toBe(sha256(await bundleCode(join('functions', name, 'index.ts'))));
  });

  test('has the same bytes and hash again, and when bundled twice at once', async () => {
    const first = await bundleFunction(name, parent);
    const code = await readFile(first.file, 'utf8');
    await rm(first.directory, { recursive: true });
    const [second, third] = await Promise.all([bundleFunction(name, parent), bundleFunction(name, parent)]);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(await readFile(first.file, 'utf8')).toBe(code);
    expect(await readdir(parent)).toEqual([basename(first.directory)]); // nothing half-made beside it
  });

  test('names no path of the machine that made it, and is below 6 MB', async () => {
    const { file } = await bundleFunction(name, parent);
    expect(await readFile(file, 'utf8')).not.toContain(checkout);
    expect((await stat(file)).size).toBeLessThan(6_000_000);
  });

  test('carries no native addon: it only administers', async () => {
    const { file } = await bundleFunction(name, parent);
    const code = await readFile(file, 'utf8');
    expect(code).not.toMatch(/lz4-napi|\.node["'`]/);
    expect(code).not.toContain('import.meta'); // such code looks for files that a bundle doesn't carry
  });

  test('registers its entry point with the framework', async () => {
    const { directory, entryPoint } = await bundleFunction(name); // from where the framework can be found
    const program = `require(${JSON.stringify(directory)});
      const { getFunction } = require('@google-cloud/functions-framework/testing');
      process.stdout.write(typeof getFunction(${JSON.stringify(entryPoint)}));`;
    expect(execFileSync(process.execPath, ['-e', program], { cwd: checkout, encoding: 'utf8' })).toBe('function');
  });

  test('is refused when its folder holds something else', async () => {
    const { file } = await bundleFunction(name, parent);
    await writeFile(file, 'tampered');
    await expect(bundleFunction(name, parent)).rejects.toThrow(/found other files than the bundle's.*remove/);
  });
});

test('an unknown function is refused with the names of those there are', async () => {
  await expect(bundleFunction('metadata-backups')).rejects.toMatchObject({
    code: 'WRONG_USAGE',
    message: expect.stringMatching(/^function "metadata-backups": expected one of .*metadata-backup/) as string,
  });
});
