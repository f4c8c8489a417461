import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { traceIdOf } from '../../../functions/logger.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';

test.each([
  [`00-${trace}-b7ad6b7169203331-01`, trace],
  [`${trace}/1;o=1`, trace],
  [trace, trace],
  [undefined, undefined],
  ['', undefined],
  ['nonsense', undefined],
  [`00-${trace}`, trace],
])('the trace id of the header %s is %s', (header, expected) => {
  expect(traceIdOf(header)).toBe(expected);
});

test('lines are JSON in Cloud Logging’s structure, with severity and trace', () => {
  const logger = JSON.stringify(join(import.meta.dirname, '../../../functions/logger.ts'));
  const program = `
    const { createLogger } = await import(${logger});
    const log = createLogger('metadata-backup', '${trace}/1', { GOOGLE_CLOUD_PROJECT: 'a-project' });
    log.warn({ damaged: 1 }, 'look');
    log.error('bad');`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  const lines = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { severity: 'WARNING', message: 'look', damaged: 1 },
    { severity: 'ERROR', message: 'bad' },
  ]);
  expect(lines[0]).toHaveProperty(['logging.googleapis.com/trace'], `projects/a-project/traces/${trace}`);
  expect(Date.parse(String(lines[0]?.['time']))).not.toBeNaN();
});
