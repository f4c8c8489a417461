import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall/index.js';
import { Construct } from 'constructs';
import { nameLimits, nameWithin } from './names.ts';

/** Who may connect: machines that run as one of these accounts, or whoever has an address in these ranges. */
export type Callers = { readonly accounts: readonly string[] } | { readonly ranges: readonly string[] };

export interface PortAccessProps {
  readonly prefix: string;
  /** What the rule is called behind the prefix, as a sentence of hyphens: `clients-to-kafka`. */
  readonly name: string;
  /** Why the callers may: "clients produce and consume". Who reads the rules later decides by it what may go. */
  readonly purpose: string;
  /** `Network.id`. */
  readonly networkId: string;
  /** TCP ports. */
  readonly ports: readonly number[];
  readonly from: Callers;
  /** E-mail addresses of the service accounts of the machines that are called. */
  readonly to: readonly string[];
}

/** Google Cloud takes ten service accounts on each side of a rule. */
const accountsInARule = 10;

/**
 * Lets some callers reach some TCP ports of some machines. Machines are named by their service accounts, which no
 * one but an administrator can put on a machine; network tags could be put there by anyone who may edit it.
 *
 * More than ten accounts on a side make more rules; the rules of the first ten stay as they are.
 */
export class PortAccess extends Construct {
  constructor(scope: Construct, id: string, props: PortAccessProps) {
    super(scope, id);
    const sources = 'accounts' in props.from ? inTens(props.from.accounts) : [props.from.ranges];
    const targets = inTens(props.to);
    sources.forEach((source, sourceIndex) => {
      targets.forEach((target, targetIndex) => {
        this.renderRule(props, source, target, numberOf(sourceIndex, targetIndex));
      });
    });
  }

  private renderRule(
    props: PortAccessProps,
    source: readonly string[],
    target: readonly string[],
    number: readonly string[],
  ): void {
    new ComputeFirewall(this, ['rule', ...number].join('-'), {
      name: nameWithin(nameLimits.label, props.prefix, props.name, ...number),
      description: `${props.name}: ${props.purpose}`,
      network: props.networkId,
      direction: 'INGRESS',
      ...('accounts' in props.from ? { sourceServiceAccounts: [...source] } : { sourceRanges: [...source] }),
      targetServiceAccounts: [...target],
      allow: [{ protocol: 'tcp', ports: props.ports.map(String) }],
    });
  }
}

/** Nothing for the rule of the first tens, so that the usual case has the plain name. */
function numberOf(sourceIndex: number, targetIndex: number): string[] {
  return sourceIndex + targetIndex === 0 ? [] : [String(sourceIndex + 1), String(targetIndex + 1)];
}

function inTens(accounts: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(accounts.length / accountsInARule) }, (_, index) =>
    accounts.slice(index * accountsInARule, (index + 1) * accountsInARule),
  );
}
