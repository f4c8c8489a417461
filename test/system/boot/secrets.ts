import { brokerUser, operatorUser, type Platform } from '../../../platform/index.ts';
import { identityPlaces } from '../../../render/index.ts';

export const passwords = { [brokerUser]: 'broker-password-of-a-test', [operatorUser]: 'operator-password-of-a-test' };

/** What Secret Manager holds, by id: what an operator puts in by hand. */
export function secretValues(platform: Platform): Readonly<Record<string, string>> {
  const { secretId, mirrorLoginId } = identityPlaces(platform);
  const login = `${operatorUser}:${passwords[operatorUser]}`;
  return {
    [secretId('brokerPassword')]: passwords[brokerUser],
    [secretId('operatorPassword')]: passwords[operatorUser],
    [secretId('encoder')]: 'encoder-secret-of-a-test',
    [mirrorLoginId('source')]: login,
    [mirrorLoginId('target')]: login,
  };
}
