import type { Command } from 'commander';
import type { Plan } from '../../cluster/index.ts';
import { withClusterOptions, type ClusterOptions } from '../cluster/cluster-options.ts';
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
    const { writePlanFile } = await import('../../cluster/index.ts');
    await writePlanFile(options.out, made);
    const { catalogue } = options;
    const which = catalogue === undefined ? '' : ` --catalogue ${catalogue}`;
    note(`saved; to carry it out: kafka-platform apply ${options.out}${which}`);
  }
  if (options.json === true) {
    print(JSON.stringify(made));
  } else {
    const { planInWords } = await import('../cluster/plan-text.ts');
    print(planInWords(made.steps));
  }
  if (made.steps.length > 0) process.exitCode = exitCodes.changesPending;
}

async function drift(options: PlanOptions): Promise<void> {
  const { steps, waiting = [] } = await planOf(options);
  const drifted = steps.map(({ kind, resource, summary }) => ({ kind, resource, summary }));
  if (options.json === true) print(JSON.stringify({ drift: drifted, waiting }));
  else if (drifted.length === 0) print('No drift.');
  else print(drifted.map(({ kind, resource, summary }) => `${kind} ${resource}: ${summary}`).join('\n'));
  if (drifted.length > 0) process.exitCode = exitCodes.changesPending;
}

async function planOf(options: ClusterOptions): Promise<Plan> {
  const { startExtendedClient } = await import('../../cluster/extended-client.ts');
  startExtendedClient();
  const { makePlan } = await import('../../cluster/index.ts');
  const { withCluster } = await import('../cluster/named-cluster.ts');
  const { remarksOn } = await import('../cluster/plan-text.ts');
  const plan = await withCluster(options, ({ id, kinds, ownership }) => makePlan(kinds, id, new Date(), ownership));
  for (const remark of remarksOn(plan)) note(remark);
  const { catalogue } = options;
  return catalogue === undefined ? plan : { ...plan, catalogue };
}
