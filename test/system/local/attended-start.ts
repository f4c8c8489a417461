/**
 * A command that starts a platform and attends to it, for tests that kill it: `node attended-start.ts HOME NETWORK`.
 * Prints `ready` when the platform is up.
 */
import { openHome, startCluster } from '../../../local/index.ts';
import { platformOn, sharedJars } from '../../integration/local/own-platform.ts';

const [dir = '', network = ''] = process.argv.slice(2);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
const cluster = await startCluster({
  platform: platformOn(network),
  home: await openHome(dir, sharedJars),
  signal: interrupted.signal,
});
await cluster.registryReady();
console.log('ready');
const hour = setTimeout(() => undefined, 3_600_000);
await new Promise((resolve) => interrupted.signal.addEventListener('abort', resolve));
clearTimeout(hour);
await cluster.stop();
