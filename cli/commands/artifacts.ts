import type { Command } from 'commander';
import { join } from 'node:path';
import { defaultHome } from '../default-home.ts';
import { environmentNamed } from '../environment-option.ts';
import { note, print, printTable } from '../output.ts';

interface BuildOptions {
  readonly out: string;
  readonly refresh?: boolean;
  readonly json?: boolean;
}

interface UploadOptions extends BuildOptions {
  readonly env: string;
}

const defaultOut = 'build/artifacts';

/** `kafka-platform artifacts`: what machines of the estate install, from their bucket. */
export function register(program: Command): void {
  const artifacts = program.command('artifacts').description('what machines of the estate install');
  artifacts
    .command('build')
    .description('make the archives of platform/artifacts.lock.json and the node agent, byte for byte')
    .option('--out <dir>', 'where to put them', defaultOut)
    .option('--refresh', 'take what comes out as the new lock, with what Debian offers now')
    .option('--json', 'one JSON document on standard output')
    .action(build);
  artifacts
    .command('upload')
    .description('put them into the artifacts buckets of an environment, with gcloud and its login')
    .requiredOption('--env <name>', 'dev, staging or production')
    .option('--out <dir>', 'where they are, or are put first', defaultOut)
    .option('--json', 'one JSON document on standard output')
    .action(upload);
}

async function build(options: BuildOptions): Promise<void> {
  show(await built(options), options);
}

async function upload(options: UploadOptions, command: Command): Promise<void> {
  const { artifactsBucketOf, platformOf } = await import('../../platform/index.ts');
  const environment = await environmentNamed(options.env, command);
  const rows = await built(options);
  const platform = platformOf(environment);
  const { execa } = await import('execa');
  // Names tell the content, so what is there already is right, and a machine that boots meanwhile is never misled.
  const files = rows.map(({ file }) => file);
  for (const region of ['primary', 'secondary'] as const) {
    const bucket = `gs://${artifactsBucketOf(platform, region)}`;
    note(`uploading to ${bucket}`);
    const words = ['storage', 'cp', '--no-clobber', ...files, bucket];
    await execa('gcloud', words, { stdin: 'ignore', stdout: process.stderr, stderr: 'inherit' });
  }
  show(rows, options);
}

interface Row {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly file: string;
}

async function built({ out, refresh = false }: BuildOptions): Promise<Row[]> {
  const { writeFile } = await import('node:fs/promises');
  const { agentArtifact } = await import('../../platform/index.ts');
  const { bundleAgent } = await import('../../functions/index.ts');
  const { buildArtifacts } = await import('../../local/index.ts');
  const rows = await buildArtifacts({ outDir: out, jarsDir: join(defaultHome, '../jars'), refresh, say: note });
  const { code, sha256 } = await bundleAgent();
  const { name, version, object } = agentArtifact(sha256);
  const file = join(out, object);
  await writeFile(file, code);
  return [...rows, { name, version, sha256, file }];
}

function show(rows: readonly Row[], { json }: BuildOptions): void {
  if (json === true) print(JSON.stringify(rows));
  else
    printTable(
      ['artifact', 'version', 'file'],
      rows.map(({ name, version, file }) => [name, version, file]),
    );
}
