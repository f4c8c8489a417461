import { bringUp, type ReadyPlatform } from '../../cli/start/bring-up.ts';
import { createProgress } from '../../cli/start/progress.ts';
import { openHome } from '../../local/index.ts';
import { soakHome, soakNetwork } from './sweep.ts';

/** A platform from nothing, attended by this process: no flow but the test's own goes through it. */
export async function platformInHand(): Promise<ReadyPlatform> {
  return bringUp({
    home: await openHome(soakHome),
    network: soakNetwork,
    clean: true,
    mayInstall: false,
    signal: new AbortController().signal,
    progress: createProgress(),
  });
}
