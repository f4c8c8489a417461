/** Ranges of addresses that Google or the standards fix. */

/** RFC 1918: what a VPC's subnets are cut from. */
export const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Google's APIs under private.googleapis.com, a range that is announced to VPCs only. https://cloud.google.com/vpc/docs/configure-private-google-access */
export const googleApiRange = '199.36.153.8/30';
export const googleApiAddresses = ['199.36.153.8', '199.36.153.9', '199.36.153.10', '199.36.153.11'];

/** Health checks of Google's balancers and groups. https://cloud.google.com/load-balancing/docs/health-check-concepts#ip-ranges */
export const healthCheckRanges = ['130.211.0.0/22', '35.191.0.0/16'];

/** Connections that Identity-Aware Proxy forwards. https://cloud.google.com/iap/docs/using-tcp-forwarding */
export const identityAwareProxyRange = '35.235.240.0/20';

/** Between serverless services and a VPC's connectors. https://cloud.google.com/vpc/docs/configure-serverless-vpc-access */
export const serverlessRanges = ['107.178.230.64/26', '35.199.224.0/19'];
