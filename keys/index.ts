export { googleEndpoints, type GoogleEndpoints } from './google-endpoints.ts';
export { asking, type Request } from './google-refusal.ts';
export { destroyableFrom, isForSigning, type RetirementCase } from './judge-retirement.ts';
export { isSigningVersion, type Key, type KeyUsage, type KeyVersion, type ProtectedResource } from './key.ts';
export { KeysError, type KeysErrorCode } from './keys-error.ts';
export { openKeys, type KeyPlace } from './open-keys.ts';
export { isOnOldVersion, wayToReEncrypt } from './re-encryption.ts';
export { readKeys, type FoundKeys, type KeyInUse } from './read-keys.ts';
export { enableVersion, retireVersion, type RetireOptions, type RetireResult } from './retire-version.ts';
