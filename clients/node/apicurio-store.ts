import { archiveOf, contentsIn, type RegistryStore } from '../../cluster/index.ts';
import { askRegistry } from './registry-request.ts';

/**
 * A registry of Apicurio, whose Confluent-compatible API takes no ids: it exports and imports archives instead.
 *
 * @param url base of the API, such as `http://127.0.0.1:8081/apis/ccompat/v7`
 */
export function apicurioStore(url: string): RegistryStore {
  const admin = `${url.replace(compatibleApi, '/apis/registry/v2')}/admin`;
  const next = 'check that it is an Apicurio registry';
  return {
    place: url,
    contents: () => askRegistry(`${admin}/export`, next, contentsIn),
    async restore(contents) {
      const body = archiveOf(contents);
      await askRegistry(`${admin}/import`, next, () => undefined, { method: 'POST', body });
    },
  };
}

/** Where Apicurio has the API that it shares with Confluent's. */
export const compatibleApi = /\/apis\/ccompat\/v\d+$/;
