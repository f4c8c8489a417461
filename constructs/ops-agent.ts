import { OsConfigOsPolicyAssignment } from '@cdktf/provider-google/lib/os-config-os-policy-assignment/index.js';
import { Construct } from 'constructs';
import { opsAgentConfig, opsAgentConfigFile, opsAgentRestart } from '../render/index.ts';
import { nameLimits, nameWithin } from './names.ts';

export interface OpsAgentProps {
  /** What its policies are called, before their zones. */
  readonly prefix: string;
  readonly zones: readonly string[];
  /** The machines that it is for, by their label `component`. */
  readonly components: readonly string[];
}

/** Google's own packages for the machines' Debian, signed by it; the suite keeps to the agent's major version. */
const repository = {
  archiveType: 'DEB',
  uri: 'https://packages.cloud.google.com/apt',
  distribution: 'google-cloud-ops-agent-bookworm-2',
  components: ['main'],
  gpgKey: 'https://packages.cloud.google.com/apt/doc/apt-key.gpg',
};

/**
 * Google's Ops Agent on the machines of some zones, installed and configured by VM Manager: it carries their journals and
 * audit trails to Cloud Logging, and measurements of the machines to Cloud Monitoring. It comes after the boot and beside
 * it: a machine does its work without.
 */
export class OpsAgent extends Construct {
  constructor(scope: Construct, id: string, { prefix, zones, components }: OpsAgentProps) {
    super(scope, id);
    zones.forEach((zone, index) => {
      new OsConfigOsPolicyAssignment(this, `zone-${String(index + 1)}`, {
        name: nameWithin(nameLimits.label, prefix, 'ops-agent', zone),
        location: zone,
        description: 'Logs and measurements of machines',
        instanceFilter: { inclusionLabels: components.map((component) => ({ labels: { component } })) },
        osPolicies: [{ id: 'ops-agent', mode: 'ENFORCEMENT', resourceGroups: [{ resources: steps() }] }],
        rollout: { disruptionBudget: { fixed: 1 }, minWaitDuration: '60s' },
        // One machine after the other takes a while, and machines that are still to come take it up by themselves.
        skipAwaitRollout: true,
      });
    });
  }
}

/** In order. */
function steps() {
  return [
    { id: 'repository', repository: { apt: repository } },
    { id: 'package', pkg: { desiredState: 'INSTALLED', apt: { name: 'google-cloud-ops-agent' } } },
    {
      id: 'configuration',
      file: { path: opsAgentConfigFile, state: 'CONTENTS_MATCH', content: opsAgentConfig() },
    },
    {
      id: 'restart',
      exec: {
        validate: { interpreter: 'SHELL', script: opsAgentRestart.validate },
        enforce: { interpreter: 'SHELL', script: opsAgentRestart.enforce },
      },
    },
  ];
}
