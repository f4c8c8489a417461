import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** Something that checkov would have otherwise. */
export interface Finding {
  /** `CKV_GCP_62` */
  readonly check: string;
  /** What the check asks for, in checkov's words. */
  readonly asks: string;
  /** `production-gke` */
  readonly stack: string;
  /** `google_container_cluster.services_cluster`; of a literal secret the path that leads to it within the resource. */
  readonly address: string;
}

export interface Scan {
  readonly findings: readonly Finding[];
  /** The stacks about which checkov had something to say, be it good or bad. */
  readonly judgedStacks: ReadonlySet<string>;
}

/** What of checkov's answer is read. */
interface CheckovReport {
  readonly results: Readonly<Record<'passed_checks' | 'failed_checks', readonly CheckovRecord[]>> & {
    readonly parsing_errors: readonly string[];
  };
}

interface CheckovRecord {
  readonly check_id: string;
  readonly check_name: string;
  /** `/production-gke/cdk.tf.json` */
  readonly file_path: string;
  readonly file_line_range: readonly [first: number, last: number];
}

/**
 * Has checkov look at every `<stack>/cdk.tf.json` of a directory, without asking anything of a network.
 *
 * @param python of the environment that has checkov
 * @throws when checkov breaks or can't read a stack
 */
export async function scan(python: string, stacksDirectory: string): Promise<Scan> {
  const stacks = await readdir(stacksDirectory);
  const linesOf = new Map<string, readonly string[]>();
  const directory = await mkdtemp(join(tmpdir(), 'checkov-'));
  try {
    for (const stack of stacks) {
      const text = await readFile(join(stacksDirectory, stack, 'cdk.tf.json'), 'utf8');
      linesOf.set(stack, text.split('\n'));
      await mkdir(join(directory, stack));
      await writeFile(join(directory, stack, 'cdk.tf.json'), asCheckovKnows(text));
    }
    const reports = await runCheckov(python, directory);
    const unread = reports.flatMap(({ results }) => results.parsing_errors);
    if (unread.length > 0) throw new Error(`checkov: found ${unread.join(', ')}, expected JSON that it can read`);
    const stackOf = ({ file_path: path }: CheckovRecord) => path.split('/')[1] ?? path;
    const failed = reports.flatMap(({ results }) => results.failed_checks);
    const passed = reports.flatMap(({ results }) => results.passed_checks);
    return {
      findings: failed.map((record) => ({
        check: record.check_id,
        asks: record.check_name,
        stack: stackOf(record),
        address: addressAt(linesOf.get(stackOf(record)) ?? [], record.file_line_range[0]),
      })),
      judgedStacks: new Set([...passed, ...failed].map(stackOf)),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** checkov 3.3.30 looks into pods of Deployments and not of StatefulSets, whose template of a pod is the same. */
function asCheckovKnows(text: string): string {
  return text.replaceAll('kubernetes_stateful_set_v1', 'kubernetes_deployment_v1');
}

async function runCheckov(python: string, directory: string): Promise<readonly CheckovReport[]> {
  const { stdout } = await execa(
    python,
    [
      ...['-m', 'checkov.main', '--directory', directory, '--framework', 'terraform_json', 'secrets'],
      ...['--skip-download', '--soft-fail', '--compact', '--output', 'json'],
    ],
    {
      cwd: directory,
      stdin: 'ignore',
      // Half a minute on two idle cores.
      timeout: 5 * 60_000,
      // A person's own settings and credentials for checkov's makers lie below HOME and in the environment.
      extendEnv: false,
      env: { PATH: process.env['PATH'], HOME: directory, CKV_SKIP_PACKAGE_UPDATE_CHECK: 'true' },
    },
  );
  // One report is told as such, several as a list.
  return [JSON.parse(stdout) as CheckovReport | CheckovReport[]].flat();
}

/** checkov names a resource without its type, and a secret by its hash alone: what a line is of is told by its indent. */
function addressAt(lines: readonly string[], lineNumber: number): string {
  const path: string[] = [];
  let within = Infinity;
  for (const line of lines.slice(0, lineNumber).reverse()) {
    const indent = line.search(/\S/);
    if (indent >= within) continue;
    within = indent;
    const key = /^\s*"([^"]+)":/.exec(line)?.[1];
    if (key !== undefined) path.unshift(key);
  }
  return (path[0] === 'resource' ? path.slice(1) : path).join('.');
}
