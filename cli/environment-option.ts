import type { Command } from 'commander';
import type { EnvironmentName } from '../platform/index.ts';

/** The environment that `--env` names; another name is a wrong usage that tells those that there are. */
export async function environmentNamed(name: string, command: Command): Promise<EnvironmentName> {
  const { environmentNames } = await import('../platform/index.ts');
  const environment = environmentNames.find((each) => each === name);
  if (environment !== undefined) return environment;
  return command.error(`error: --env: found "${name}", expected one of ${environmentNames.join(', ')}`);
}
