import type { Command } from 'commander';
import { defaultHome } from '../default-home.ts';
import { note } from '../output.ts';

/** `kafka-platform stop` (`npm stop`): ends the platform that runs on this machine, whoever started it. */
export function register(program: Command): void {
  program
    .command('stop')
    .description('stop the platform that runs on this machine; its data stay')
    .option('--home <dir>', 'where the platform lives', defaultHome)
    .action(stop);
}

async function stop({ home }: { home: string }): Promise<void> {
  const { openHome, stopCluster } = await import('../../local/index.ts');
  const stopped = await stopCluster(await openHome(home));
  note(stopped.length === 0 ? `${home}: no platform runs there` : `stopped ${[...stopped].sort().join(', ')}`);
}
