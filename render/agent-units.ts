import { hardening, unitText } from './unit-text.ts';

/** How often the node agent looks after its machine. */
const tickSeconds = 60;

/** `kafka-node-agent.service`: one look of the node agent at its machine. Started by its timer. */
export function agentService(): string {
  return unitText({
    Unit: [
      ['Description', 'Kafka platform node agent'],
      ['Wants', 'network-online.target'],
      ['After', 'network-online.target'],
      ['ConditionPathExists', '/opt/agent/agent.mjs'],
    ],
    Service: [
      ['Type', 'oneshot'],
      ['ExecStart', '/opt/node/bin/node /opt/agent/agent.mjs tick'],
      // A look that hangs must not keep the next one from happening.
      ['TimeoutStartSec', '600'],
      // It is root, since it writes stores for the service's user and restarts units; nothing else is left to it.
      ...hardening(['/etc', '/var/lib', '/opt']),
      ['CapabilityBoundingSet', 'CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE'],
    ],
  });
}

/** `kafka-node-agent.timer` */
export function agentTimer(): string {
  return unitText({
    Unit: [['Description', 'Kafka platform node agent, again and again']],
    Timer: [
      ['OnActiveSec', String(tickSeconds)],
      // Counted from the end of the last one: two never run at once.
      ['OnUnitInactiveSec', String(tickSeconds)],
      // Machines that were started together don't ask together.
      ['RandomizedDelaySec', '10'],
    ],
    Install: [['WantedBy', 'timers.target']],
  });
}
