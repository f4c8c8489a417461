export { ensureIdentity, type IdentityDependencies, type IdentityNode } from './identity/ensure-identity.ts';
export { reportObject, reportServed, type ServedCertificate, type ServedReport } from './identity/served.ts';
export { withLease, type Lease, type LeaseOptions, type LeaseOutcome } from './lease.ts';
export { metadataServer, type MetadataServer } from './metadata-server.ts';
export { carryOutOrder, orderObjects, type Order, type OrderOutcome } from './orders.ts';
export { bucketObjects, type StateObject, type StateObjects } from './state-objects.ts';
export { tick, type TickDependencies } from './tick.ts';
