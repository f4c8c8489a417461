import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import type { NodeDescription } from '../../render/index.ts';
import { AgentError } from '../agent-error.ts';
import type { Log } from '../log.ts';

type User = NodeDescription['users'][number];

/** What to do about a user, by what the machine's list of users says. */
export function planUser({ name, id }: User, passwd: string): 'make' | 'keep' {
  const entries = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([found = '', , uid = '']) => ({ name: found, id: Number(uid) }));
  const same = entries.find((entry) => entry.name === name);
  const other = entries.find((entry) => entry.id === id && entry.name !== name);
  if (same?.id === id) return 'keep';
  if (same === undefined && other === undefined) return 'make';
  throw new AgentError({
    place: `/etc/passwd, user ${name}`,
    found: same === undefined ? `number ${String(id)} with ${String(other?.name)}` : `number ${String(same.id)}`,
    expected: `number ${String(id)}, which owns the files on the data disk`,
    next: 'boot from the image of the template, which has no such user',
  });
}

/** Makes the system users that aren't there, each with a group of its own, without a home and a shell. */
export async function ensureUsers(users: readonly User[], log: Log): Promise<void> {
  for (const user of users) {
    if (planUser(user, await readFile('/etc/passwd', 'utf8')) === 'keep') continue;
    const id = String(user.id);
    await execa('groupadd', ['--system', '--force', '--gid', id, user.name]);
    const place = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
    await execa('useradd', ['--system', '--uid', id, '--gid', id, ...place, user.name]);
    log(`user ${user.name}: made`);
  }
}
