import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { OpsAgent } from '../../../constructs/index.ts';
import { opsAgentConfigFile, opsAgentRestart } from '../../../render/index.ts';
import { contradictions } from './bindings.ts';
import { ofType, resourcesOf, synthesizeStack } from './synthesized.ts';

const stack = synthesizeStack((scope) => {
  new OpsAgent(scope, 'ops-agent', {
    prefix: 'alphintra',
    zones: ['us-east1-b', 'us-east1-c'],
    components: ['kafka', 'haproxy'],
  });
});
const policies = ofType(stack, 'google_os_config_os_policy_assignment');

test('is what the bindings take', () => {
  for (const { type, attributes } of resourcesOf(stack)) expect(contradictions(type, attributes)).toEqual([]);
});

test('each zone has a policy for machines of any of the components, one after the other', () => {
  expect(policies.map(({ location }) => location as string).sort()).toEqual(['us-east1-b', 'us-east1-c']);
  for (const policy of policies) {
    expect(policy.instance_filter.inclusion_labels).toEqual([
      { labels: { component: 'kafka' } },
      { labels: { component: 'haproxy' } },
    ]);
    expect(policy.rollout.disruption_budget).toEqual({ fixed: 1 });
  }
});

test('the agent comes from a signed repository of Google before it is configured and started again', () => {
  const [{ resource_groups: groups }] = policies[0].os_policies;
  const steps = groups[0].resources as { id: string; repository?: { apt: { uri: string; gpg_key: string } } }[];
  expect(steps.map(({ id }) => id)).toEqual(['repository', 'package', 'configuration', 'restart']);
  expect(steps[0]?.repository?.apt).toMatchObject({
    uri: expect.stringMatching(/^https:\/\/packages\.cloud\.google\.com\//),
    gpg_key: expect.stringMatching(/^https:\/\/packages\.cloud\.google\.com\//),
  });
});

describe('whether it must be started again', () => {
  const startedAt = new Date('2026-11-24T02:00:00Z');
  let machine: string;
  beforeEach(async () => {
    machine = await mkdtemp(join(tmpdir(), 'ops-agent-'));
  });
  afterEach(() => rm(machine, { recursive: true }));

  /** The script's answer on a machine whose systemd says this of the agent. */
  async function validate(state: 'active' | 'inactive', changedAt: Date | undefined): Promise<number | undefined> {
    const configFile = join(machine, 'config.yaml');
    if (changedAt !== undefined) {
      await writeFile(configFile, '');
      await utimes(configFile, changedAt, changedAt);
    }
    const since = state === 'active' ? startedAt.toUTCString() : '';
    const systemctl = `#!/bin/sh\nif [ "$1" = show ]; then echo "${since}"; else [ ${state} = active ]; fi\n`;
    await writeFile(join(machine, 'systemctl'), systemctl, { mode: 0o755 });
    const { exitCode } = await execa(
      'sh',
      ['-c', opsAgentRestart.validate.replaceAll(opsAgentConfigFile, configFile)],
      {
        env: { PATH: `${machine}:${process.env['PATH'] ?? ''}` },
        reject: false,
      },
    );
    return exitCode;
  }

  test.each<[string, 'active' | 'inactive', Date | undefined, number]>([
    ['that runs with the configuration as it is: no', 'active', new Date('2026-11-24T01:00:00Z'), 100],
    ['whose configuration changed since: yes', 'active', new Date('2026-11-24T03:00:00Z'), 101],
    ['that does not run: yes', 'inactive', new Date('2026-11-24T01:00:00Z'), 101],
    ['without a configuration yet: yes', 'active', undefined, 101],
  ])('one %s', async (_, state, changedAt, answer) => {
    expect(await validate(state, changedAt)).toBe(answer);
  });
});
