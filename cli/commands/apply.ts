import type { Command } from 'commander';
import type { ApplyOptions, Plan, Step } from '../../cluster/index.ts';
import { withClusterOptions, type ClusterOptions } from '../cluster/cluster-options.ts';
import { exitCodes } from '../exit-codes.ts';
import { note, print } from '../output.ts';

interface ApplyCommandOptions extends ClusterOptions {
  readonly yes?: boolean;
  readonly accept?: readonly string[];
  readonly json?: boolean;
}

/** `kafka-platform apply`: carries out a saved plan, or, with `--yes`, what `plan` would show now. */
export function register(program: Command): void {
  withClusterOptions(
    program
      .command('apply')
      .description('carry out a saved plan; refuses (exit 3) when the cluster has changed since, or a guard says no')
      .argument('[file]', 'a plan that kafka-platform plan --out has written')
      .option('--yes', 'plan and apply in one go (not on production)')
      .option('--accept <guard:resource...>', 'take a refusal upon yourself, such as data-loss:market-data-raw')
      .option('--json', 'one JSON document on standard output'),
  ).action(apply);
}

async function apply(file: string | undefined, options: ApplyCommandOptions, command: Command): Promise<void> {
  const { cluster, catalogue, yes = false, accept = [], json = false } = options;
  if ((file === undefined) !== yes) command.error('error: expected either a plan file or --yes');
  if (yes && cluster === 'production') {
    command.error(
      'error: found --yes for production, expected a plan that was reviewed: kafka-platform plan --cluster production ' +
        '--out FILE',
    );
  }
  if (yes && catalogue !== undefined) {
    const { asksForSavedPlan } = await import('../cluster/catalogue-cluster.ts');
    if (await asksForSavedPlan(catalogue)) {
      command.error(
        `error: found --yes for ${catalogue}, whose platform.yaml says "writes: saved-plan", expected a plan that was ` +
          `reviewed: kafka-platform plan --catalogue ${catalogue} --out FILE`,
      );
    }
  }
  const { startExtendedClient } = await import('../../cluster/extended-client.ts');
  startExtendedClient();
  const { applyPlan, planAndApply, readPlanFile } = await import('../../cluster/index.ts');
  const { withCluster } = await import('../cluster/named-cluster.ts');
  const { planInWords, remarksOn } = await import('../cluster/plan-text.ts');
  const saved = file === undefined ? undefined : await readPlanFile(file);
  // Another catalogue wants none of its steps, so all of them would count as done.
  if (saved !== undefined && (saved.catalogue === undefined) !== (catalogue === undefined)) {
    command.error(
      saved.catalogue === undefined
        ? `error: found --catalogue ${catalogue ?? ''} for a plan that was made without, expected none`
        : `error: found a plan that was made with --catalogue ${saved.catalogue}, expected --catalogue here as well`,
    );
  }
  let waiting: Plan['waiting'];
  const outcomes = await withCluster(options, async ({ id, kinds, ownership }) => {
    const applying: ApplyOptions = {
      accepted: new Set(accept),
      ownership,
      // A saved plan tells what was so when it was made.
      onObserved: (found) => {
        ({ waiting } = found);
        if (saved === undefined) note(planInWords(found.steps));
        for (const remark of remarksOn(found)) note(remark);
      },
      onOutcome: sayOutcome,
    };
    return saved === undefined ? planAndApply(kinds, applying) : applyPlan(kinds, id, saved, applying);
  });
  const failed = outcomes.filter(({ error }) => error !== undefined);
  if (json) print(JSON.stringify({ outcomes, waiting: waiting ?? [] }));
  else print(`${outcomes.length - failed.length} done, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = exitCodes.failed;
}

function sayOutcome({ kind, resource, summary }: Step, error: string | undefined): void {
  note(`${error === undefined ? '✔' : '✖'} ${kind} ${resource}: ${summary}${error === undefined ? '' : `: ${error}`}`);
}
