import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePlanFile } from '../../../cluster/index.ts';
import { topics } from '../../../topics/index.ts';
import { kafkaPlatform, stackTrace } from './run-cli.ts';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(() => rm(scratch, { recursive: true }));

describe('wrong usage', () => {
  test.each([
    ['an unknown command', ['strat'], "unknown command 'strat'"],
    ['an unknown option', ['topics', 'list', '--jsn'], "unknown option '--jsn'"],
    ['an option of another command', ['stop', '--check'], "unknown option '--check'"],
    ['a rate that is no number', ['start', '--rate', 'fast'], 'expected a whole number from 1'],
    ['a rate of nothing', ['start', '--rate', '0'], 'expected a whole number from 1'],
    ['too few events', ['start', '--check', '--events', '10'], 'expected a whole number from 20000'],
    ['addresses that others reach', ['start', '--network', '10.0.0.0/24'], 'expected a /24 within 127.0.0.0/8'],
    ['a range of another size', ['start', '--network', '127.20.0.0/16'], 'expected a /24 within 127.0.0.0/8'],
    ['a check in the background', ['start', '--check', '--detach'], "'--check' cannot be used with option '--detach'"],
    ['a cluster that is not known', ['plan', '--cluster', 'prod'], 'expected one of local, dev, staging, production'],
    ['a remote cluster without its file', ['plan', '--cluster', 'staging'], 'found no --command-config'],
    ['nothing to apply', ['apply'], 'expected either a plan file or --yes'],
    ['a plan and --yes', ['apply', 'plan.json', '--yes'], 'expected either a plan file or --yes'],
    [
      'an unreviewed change of production',
      ['apply', '--yes', '--cluster', 'production', '--command-config', 'admin.properties'],
      'found --yes for production, expected a plan that was reviewed',
    ],
    [
      'an unreviewed change of a cluster whose files ask for a review',
      ['apply', '--yes', '--catalogue', 'test/golden/cluster/catalogue'],
      'platform.yaml says "writes: saved-plan", expected a plan that was reviewed',
    ],
    [
      'files, and a cluster of ours',
      ['plan', '--cluster', 'local', '--catalogue', 'test/golden/cluster/catalogue'],
      'found --catalogue beside it, expected one of them',
    ],
    ['an import to nowhere', ['import'], "required option '--out <dir>' not specified"],
    ['a choice that is no expression', ['import', '--out', 'x', '--topics', '('], 'Unterminated group'],
    ['an argument too many', ['topics', 'list', 'all'], 'too many arguments'],
  ])('%s exits 64, says what is wrong and where help is', async (_, words, message) => {
    const { exitCode, stdout, stderr } = await kafkaPlatform(...words);
    expect(stderr).toContain(message);
    expect(stderr).toContain('(add --help for usage)');
    expect(stderr).not.toMatch(stackTrace);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  });

  test.each([
    ['no command', []],
    ['half a command', ['topics']],
  ])('%s exits 64 and shows what there is', async (_, words) => {
    const { exitCode, stdout, stderr } = await kafkaPlatform(...words);
    expect(stderr).toMatch(/^Usage: kafka-platform/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
  });

  test('asking for help is none', async () => {
    const { exitCode, stdout, stderr } = await kafkaPlatform('start', '--help');
    expect(stdout).toContain('--check');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  test('a home that holds other things is refused with 3, and they stay', async () => {
    await writeFile(join(scratch, 'thesis.txt'), 'years of work');
    const { exitCode, stderr } = await kafkaPlatform('start', '--clean', '--home', scratch);
    expect(stderr).toMatch(/^kafka-platform: home .*: found thesis\.txt and no \.kafka-platform, expected /);
    expect(stderr).not.toMatch(stackTrace);
    expect(exitCode).toBe(3);
    expect(await readdir(scratch)).toEqual(['thesis.txt']);
  });

  test('stopping where nothing runs is done at once', async () => {
    expect(await kafkaPlatform('stop', '--home', join(scratch, 'none'))).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${join(scratch, 'none')}: no platform runs there`,
    });
  });
});

describe('topics list', () => {
  test('--json prints one document: every topic, with the documented fields', async () => {
    const { exitCode, stdout, stderr } = await kafkaPlatform('topics', 'list', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    expect(rows).toHaveLength(topics.length);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['name', 'partitions', 'key', 'retentionMs', 'owner', 'events']);
      expect(row).toEqual({
        name: expect.any(String) as string,
        partitions: expect.any(Number) as number,
        key: expect.stringMatching(/^\w+(\.\w+)*$/) as string,
        retentionMs: expect.any(Number) as number,
        owner: expect.any(String) as string,
        events: expect.arrayContaining([expect.any(String)]) as string[],
      });
    }
    expect(rows.map(({ partitions }) => partitions)).toEqual(topics.map(({ partitions }) => partitions));
  });

  test('shows people each topic in a row', async () => {
    const { exitCode, stdout } = await kafkaPlatform('topics', 'list');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^topic +partitions +key +retention +owner +events/);
    for (const { name, partitions } of topics) expect(stdout).toMatch(new RegExp(`^${name} +${partitions} `, 'm'));
    expect(stdout).toMatch(/ 1 day /);
  });
});

describe('prices of the user', () => {
  const good = 'MSFT,2024-01-31,397.58';
  const startWith = (file: string, ...words: string[]) =>
    kafkaPlatform('start', '--input', file, '--home', join(scratch, 'home'), ...words);
  async function prices(...lines: string[]): Promise<string> {
    const file = join(scratch, 'prices.csv');
    await writeFile(file, ['symbol,date,price', ...lines, ''].join('\n'));
    return file;
  }

  test('bad rows are told by line, and --strict exits 1 before anything is started', async () => {
    const file = await prices(good, 'MSFT,2024-02-30,1', good, 'MSFT,2024-02-01,free', ',2024-02-01,1');
    const { exitCode, stdout, stderr } = await startWith(file, '--strict');
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^${file}:3: date: found "2024-02-30", expected a date`)),
      expect.stringMatching(new RegExp(`^${file}:5: price: found "free", expected a price above 0`)),
      expect.stringMatching(new RegExp(`^${file}:6: symbol: found nothing, expected a symbol`)),
    ]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(await readdir(scratch)).toEqual(['prices.csv']);
  });

  test('of many bad rows the first 20 are told and the rest is counted', async () => {
    const file = await prices(good, ...Array.from({ length: 1_000 }, () => 'MSFT,yesterday,1'));
    const { exitCode, stderr } = await startWith(file, '--strict');
    const lines = stderr.split('\n');
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe(`${file}: 980 more lines are no prices`);
    expect(exitCode).toBe(1);
  });

  test.each([
    ['is not there', undefined, /found ENOENT, expected a readable CSV file; name another file with --input/],
    ['has no prices', 'symbol,date,price\n', /found no line with a price, expected a header and at least one price/],
    ['is something else', 'name,age\nAda,36\n', /found the header "name,age", expected a column "symbol"/],
  ])('a file that %s exits 1 before anything is started', async (_, content, message) => {
    const file = join(scratch, 'prices.csv');
    if (content !== undefined) await writeFile(file, content);
    const { exitCode, stdout, stderr } = await startWith(file);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(stackTrace);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(await readdir(scratch)).toEqual(content === undefined ? [] : ['prices.csv']);
  });

  test.each([[['--verbose', 'start']], [['start', '--verbose']]])(
    '%j shows where an error comes from',
    async (words) => {
      const { exitCode, stderr } = await kafkaPlatform(...words, '--input', join(scratch, 'none.csv'));
      expect(stderr).toMatch(stackTrace);
      expect(exitCode).toBe(1);
    },
  );
});

test.each<[string, string | undefined, readonly string[], string]>([
  ['with files, without them', 'shop', [], 'found a plan that was made with --catalogue shop, expected'],
  ['without files, with some', undefined, ['--catalogue', 'shop'], 'found --catalogue shop for a plan that was made'],
])('a plan made %s: all its steps would count as done', async (_, catalogue, words, expected) => {
  const file = join(scratch, 'plan.json');
  await writePlanFile(file, { clusterId: 'x', observedAt: '2026-11-25T00:00:00.000Z', steps: [], catalogue });
  const { exitCode, stderr } = await kafkaPlatform('apply', file, ...words);
  expect({ exitCode, stderr }).toEqual({ exitCode: 64, stderr: expect.stringContaining(expected) });
});
