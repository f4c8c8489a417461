/**
 * What it takes to reach a platform that runs here: a second door of the room, since whoever only looks at the platform
 * need not load what starts one (measured: 400 modules, a fifth of the time that a plan takes).
 */
export { clientAccess } from './client-access.ts';
export { openHome, type Home } from './home.ts';
export { registryUrlOf } from './registry.ts';
export { secretsIn } from './service-secrets.ts';
