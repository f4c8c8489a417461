import { FunctionsBase } from '../../../constructs/functions-base.ts';
import type { EnvironmentStack } from '../../../constructs/stacks/environment-stack.ts';

/** What functions share, with nothing of an estate behind it. */
export function aFunctionsBase(scope: EnvironmentStack, notificationChannels: readonly string[] = []): FunctionsBase {
  return new FunctionsBase(scope, 'base', {
    prefix: 'test',
    projectId: 'test-project',
    region: 'us-central1',
    networkId: 'the-network',
    cidr: '10.9.0.0/28',
    keyId: 'the-key',
    notificationChannels,
  });
}
