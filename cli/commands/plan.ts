import type { Command } from 'commander';
import { makePlan, writePlanFile } from '../../cluster/index.ts';
import { withCluster, withClusterOptions, type ClusterOptions } from '../cluster/named-cluster.ts';
import { planInWords } from '../cluster/plan-text.ts';
import { exitCodes } from '../exit-codes.ts';
import { note, print } from '../output.ts';

interface PlanOptions extends ClusterOptions {
  readonly json?: boolean;
  readonly out?: string;
}

/** `kafka-platform plan` and `drift`: what would have to change on a live cluster. Both only read. */
export function register(program: Command): void {
  withClusterOptions(
    program
      .command('plan')
      .description('show what would have to change for the cluster to be as the catalogue wants it; exit 2 if anything')
      .option('--json', 'one JSON document on standard output')
      .option('--out <file>', 'save the plan, for kafka-platform apply'),
  ).action(plan);
  withClusterOptions(
    program
      .command('drift')
      .description('tell whether the cluster is as the catalogue wants it; exit 2 if it is not')
      .option('--json', 'one JSON document on standard output'),
  ).action(drift);
}

async function plan(options: PlanOptions): Promise<void> {
  const made = await planOf(options);
  if (options.out !== undefined) {
    await writePlanFile(options.out, made);
    note(`saved; to carry it out: kafka-platform apply ${options.out}`);
  }
  print(options.json === true ? JSON.stringify(made) : planInWords(made.steps));
  if (made.steps.length > 0) process.exitCode = exitCodes.changesPending;
}

async function drift(options: PlanOptions): Promise<void> {
  const { steps } = await planOf(options);
  const drifted = steps.map(({ kind, resource, summary }) => ({ kind, resource, summary }));
  if (options.json === true) print(JSON.stringify({ drift: drifted }));
  else if (drifted.length === 0) print('No drift.');
  else print(drifted.map(({ kind, resource, summary }) => `${kind} ${resource}: ${summary}`).join('\n'));
  if (drifted.length > 0) process.exitCode = exitCodes.changesPending;
}

function planOf(options: ClusterOptions) {
  return withCluster(options, ({ id, kinds }) => makePlan(kinds, id, new Date()));
}
