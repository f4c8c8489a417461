import { messageOf } from './agent-error.ts';
import { boot } from './boot/boot.ts';
import { requireIdentity } from './identity.ts';
import { logToStdout } from './log.ts';
import { metadataServer } from './metadata-server.ts';

/** The node agent, bundled into one file that runs as root on each machine: `node agent.mjs COMMAND`. */

const commands: Readonly<Record<string, () => Promise<void>>> = {
  boot: () => boot({ metadata: metadataServer(), ensureIdentity: requireIdentity, log: logToStdout }),
};

const [, , name = ''] = process.argv;
const command = commands[name];
if (command === undefined) {
  process.stderr.write(`node agent: found the command "${name}", expected ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 64;
} else {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`node agent: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}
