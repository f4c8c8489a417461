import { authorityObject, mirrorSecretsText, type NodeTrust } from '../../render/index.ts';
import { AgentError } from '../agent-error.ts';
import { writeUnlessSame } from '../boot/files.ts';
import type { StateObjects } from '../state-objects.ts';
import { secretsOf, type IdentityDependencies } from './ensure-identity.ts';
import { readIfPresent, writePrivate, type Owner } from './private-files.ts';

export interface TrustDependencies extends IdentityDependencies {
  readonly objects: Pick<StateObjects, 'place' | 'read'>;
}

/**
 * Brings a machine that has no certificate of its own whom it is to believe and as whom it logs in. What is right already
 * is left alone.
 *
 * @param owner of the file with what it logs in with
 * @throws AgentError while the authority has no certificate yet, or a secret has no value
 */
export async function ensureTrust(trust: NodeTrust, owner: Owner, dependencies: TrustDependencies): Promise<void> {
  const { objects, log } = dependencies;
  const authority = await objects.read(authorityObject);
  if (authority === undefined) {
    throw new AgentError({
      place: `${objects.place}/${authorityObject}`,
      found: 'nothing',
      expected: "the authority's certificate",
      next: 'the first certificate of a node brings it: look at the nodes and at the function that signs',
    });
  }
  await writeUnlessSame(trust.caCertificate, authority.text, 0o644, log);
  if (trust.logins === undefined) return;

  const { file, source, target } = trust.logins;
  const readSecret = secretsOf(trust.projectId, dependencies);
  const login = async (secretId: string) => loginIn(await readSecret(secretId), secretId, trust);
  const [from, to] = await Promise.all([login(source), login(target)]);
  const text = mirrorSecretsText({
    'source.username': from.username,
    'source.password': from.password,
    'target.username': to.username,
    'target.password': to.password,
  });
  if ((await readIfPresent(file)) === text) return;
  await writePrivate(file, text, owner);
  log(`${file}: written`);
}

/** `USER:PASSWORD` */
function loginIn(value: string, secretId: string, { projectId }: NodeTrust): { username: string; password: string } {
  const [username = '', ...rest] = value.split(':');
  const password = rest.join(':');
  if (username !== '' && password !== '') return { username, password };
  throw new AgentError({
    place: `secret ${secretId} of project ${projectId}`,
    found: 'another value (it is not shown)',
    expected: 'USER:PASSWORD',
    next: 'add another version',
  });
}
