import { messageOf } from './agent-error.ts';
import { boot, readDescription } from './boot/boot.ts';
import { comeByIdentity, identityNode } from './identity.ts';
import { logToStdout } from './log.ts';
import { metadataServer } from './metadata-server.ts';
import { tick } from './tick.ts';

/** The node agent, bundled into one file that runs as root on each machine: `node agent.mjs COMMAND`. */

const metadata = metadataServer();
const log = logToStdout;

const commands: Readonly<Record<string, () => Promise<void>>> = {
  boot: () => boot({ metadata, ensureIdentity: comeByIdentity, log }),
  tick: async () => {
    const attributes = await metadata.attributes();
    await tick(identityNode(readDescription(attributes)), { metadata, log });
  },
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
