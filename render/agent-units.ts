import { vmLayout } from './machine-layout.ts';
import { hardening, unitText } from './unit-text.ts';

/** How often the node agent looks after its machine. */
const tickSeconds = 60;

/** How long one look may take until it is ended: longer than a restart, so that what came of it is known. */
export const tickLimitSeconds = 600;

/** Names of the agent's units. The timer is started; it starts the service. */
export const agentUnits = { service: 'kafka-node-agent.service', timer: 'kafka-node-agent.timer' } as const;

/** One look of the node agent at its machine. Started by its timer. */
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
      ['TimeoutStartSec', String(tickLimitSeconds)],
      // It is root, since it writes stores for the service's user and restarts units; nothing else is left to it.
      // A machine has one of the two services, and the minus lets the other be absent.
      ...hardening((['kafka', 'zookeeper'] as const).map((service) => `-${vmLayout(service).secretsDir}`)),
      ['ProtectProc', 'invisible'],
      ['CapabilityBoundingSet', 'CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE'],
    ],
  });
}

/** Has the agent look again and again. */
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
