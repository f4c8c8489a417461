import { execa } from 'execa';
import { AgentError, messageOf } from '../agent-error.ts';
import type { Log } from '../log.ts';

/**
 * Starts systemd's units in order; those that run are left alone. They are not enabled: systemd would start them before
 * the disk is mounted and the stores are fresh, and every boot comes by here.
 */
export async function startUnits(units: readonly string[], log: Log): Promise<void> {
  await execa('systemctl', ['daemon-reload']);
  for (const unit of units) {
    const { failed } = await execa('systemctl', ['is-active', '--quiet', unit], { reject: false });
    if (!failed) continue;
    try {
      await execa('systemctl', ['start', unit]);
    } catch (cause) {
      throw new AgentError(
        { place: unit, found: messageOf(cause), expected: 'a start', next: `read journalctl --unit ${unit}` },
        { cause },
      );
    }
    log(`${unit}: started`);
  }
}
