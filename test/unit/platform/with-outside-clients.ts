import type { PlatformInput } from '../../../platform/index.ts';

/** An environment with two partners, who know the brokers below kafka.alphintra.exchange. */
export function withOutsideClients(input: PlatformInput): PlatformInput {
  return {
    ...input,
    network: {
      ...input.network,
      outsideClients: {
        domain: 'kafka.alphintra.exchange',
        natCidrs: { primary: '172.16.0.0/28', secondary: '172.16.0.16/28' },
        consumers: { 'partner-risk': { endpoints: 2 }, 'partner-data': {} },
      },
    },
  };
}
