import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address/index.js';
import { ComputeForwardingRule } from '@cdktf/provider-google/lib/compute-forwarding-rule/index.js';
import { ComputeServiceAttachment } from '@cdktf/provider-google/lib/compute-service-attachment/index.js';
import { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import { Construct } from 'constructs';
import type { OutsideEntrance as Entrance } from '../platform/index.ts';
import type { Subnet } from './network.ts';
import { PortAccess } from './port-access.ts';

export interface OutsideEntranceProps {
  readonly prefix: string;
  readonly entrance: Entrance;
  /** `Network.id`. */
  readonly networkId: string;
  readonly subnet: Subnet;
  /** Id of the backend service with the proxies. */
  readonly backendId: string;
  /** E-mail address of the account that the proxies run as. */
  readonly proxyAccount: string;
}

/**
 * A way in for clients of networks that are not connected with this one: a service attachment of Private Service Connect,
 * to which named projects may connect an endpoint of theirs
 * (docs/adr/0027-private-service-connect-for-outside-clients.md). Nothing here has an address that a network outside knows.
 */
export class OutsideEntrance extends Construct {
  constructor(scope: Construct, id: string, props: OutsideEntranceProps) {
    super(scope, id);
    const natSubnetId = this.renderNatSubnet(props);
    const ruleId = this.renderRule(props, this.renderAddress(props));
    this.renderAttachment(props, natSubnetId, ruleId);
    const { prefix, entrance, networkId, proxyAccount } = props;
    new PortAccess(this, 'outside-to-haproxy', {
      prefix,
      name: 'outside-to-haproxy',
      purpose: 'clients of other networks, whose addresses are translated to these',
      networkId,
      ports: [entrance.port],
      from: { ranges: [entrance.natCidr] },
      to: [proxyAccount],
    });
  }

  /** Connections come from its addresses, one for each endpoint. No machine can be in it. */
  private renderNatSubnet({ prefix, entrance, networkId, subnet }: OutsideEntranceProps): string {
    return new ComputeSubnetwork(this, 'nat', {
      name: `${prefix}-outside-nat-${subnet.region}`,
      network: networkId,
      region: subnet.region,
      ipCidrRange: entrance.natCidr,
      purpose: 'PRIVATE_SERVICE_CONNECT',
    }).id;
  }

  private renderAddress({ prefix, entrance, subnet }: OutsideEntranceProps): string {
    return new ComputeAddress(this, 'address', {
      name: `${prefix}-outside`,
      region: subnet.region,
      addressType: 'INTERNAL',
      subnetwork: subnet.id,
      address: entrance.address,
      lifecycle: { preventDestroy: true },
    }).address;
  }

  /** Its own rule, not that of the bootstrap address: what is attached leads to this one port. */
  private renderRule(
    { prefix, entrance, networkId, subnet, backendId }: OutsideEntranceProps,
    address: string,
  ): string {
    return new ComputeForwardingRule(this, 'rule', {
      name: `${prefix}-outside`,
      region: subnet.region,
      loadBalancingScheme: 'INTERNAL',
      ipProtocol: 'TCP',
      ports: [String(entrance.port)],
      ipAddress: address,
      backendService: backendId,
      network: networkId,
      subnetwork: subnet.id,
    }).id;
  }

  private renderAttachment({ prefix, entrance, subnet }: OutsideEntranceProps, natSubnetId: string, ruleId: string) {
    new ComputeServiceAttachment(this, 'attachment', {
      name: `${prefix}-outside`,
      description: 'Kafka for clients of other networks',
      region: subnet.region,
      targetService: ruleId,
      natSubnets: [natSubnetId],
      connectionPreference: 'ACCEPT_MANUAL',
      consumerAcceptLists: Object.entries(entrance.consumers).map(([projectIdOrNum, { endpoints }]) => ({
        projectIdOrNum,
        connectionLimit: endpoints,
      })),
      // Otherwise whoever is taken off the list keeps the connection.
      reconcileConnections: true,
      // A consumer may not hand its endpoint on to networks that nobody here has heard of.
      propagatedConnectionLimit: 0,
      sendPropagatedConnectionLimitIfZero: true,
      // Brokers don't understand it, and log in whom they serve.
      enableProxyProtocol: false,
    });
  }
}
