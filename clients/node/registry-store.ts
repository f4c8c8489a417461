import type { RegistryStore } from '../../cluster/index.ts';
import { apicurioStore, compatibleApi } from './apicurio-store.ts';
import { confluentStore } from './confluent-store.ts';

/** A registry by the way that it offers to give and take its contents. @param url base of the Confluent-compatible API */
export function registryStore(url: string): RegistryStore {
  const base = url.replace(/\/$/, '');
  return compatibleApi.test(base) ? apicurioStore(base) : confluentStore(base);
}
