import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';

const stripping = pathToFileURL('cli/stripped-sources.js').href;
let dir: string;
let program: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'stripped-'));
  program = join(dir, 'program.ts');
});
afterEach(() => rm(dir, { recursive: true }));

const write = (says: string) => writeFile(program, `const said: string = '${says}';\nconsole.log(said);\n`);
const run = () => execa('node', ['--import', stripping, program], { preferLocal: true, reject: false });

test('a program runs from its own text, also after it has changed', async () => {
  await write('first');
  expect(await run()).toMatchObject({ stdout: 'first', stderr: '' });
  expect(await run()).toMatchObject({ stdout: 'first' });
  await write('second time');
  expect(await run()).toMatchObject({ stdout: 'second time' });
});

test('what is kept and was cut off is made anew', async () => {
  await write('whole');
  await run();
  const kept = 'node_modules/.cache/stripped-main.json';
  const text = await readFile(kept, 'utf8');
  expect(text).toContain(program);
  await writeFile(kept, text.slice(0, text.length / 2));
  expect(await run()).toMatchObject({ stdout: 'whole', stderr: '' });
  expect(JSON.parse(await readFile(kept, 'utf8'))).toHaveProperty(
    ['sources', program, 'code'],
    expect.stringContaining('whole'),
  );
});

test('an error is told at its line, and what types alone allow is refused by name', async () => {
  await writeFile(program, `const none: undefined | { at: string } = undefined as never;\n\nconsole.log(none.at);\n`);
  expect((await run()).stderr).toContain(`${program}:3`);
  await writeFile(program, 'enum Side {\n  Buy,\n}\nconsole.log(Side.Buy);\n');
  expect((await run()).stderr).toContain('enum');
});
