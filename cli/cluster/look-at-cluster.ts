import { join } from 'node:path';
import { registryStore } from '../../clients/node/index.ts';
import {
  importedCatalogue,
  observeForImport,
  readClientProperties,
  withAdmin,
  type Imported,
} from '../../cluster/index.ts';
import { trustAuthorityOf } from './registry-url.ts';

interface LookOptions {
  readonly home: string;
  readonly commandConfig?: string;
  readonly registry?: string;
  readonly topics?: RegExp;
  readonly internal?: boolean;
}

/** The catalogue of a cluster as it is, read by its operator. */
export async function lookAtCluster(options: LookOptions): Promise<Imported> {
  const { home, commandConfig = join(home, 'admin.properties'), registry: url, ...choice } = options;
  const operator = await readClientProperties(commandConfig);
  trustAuthorityOf(operator);
  const [observed, contents] = await Promise.all([
    withAdmin(operator, {}, (admin) => observeForImport(admin, operator)),
    url === undefined ? undefined : registryStore(url).contents(),
  ]);
  const registry = url === undefined || contents === undefined ? {} : { registry: { url, contents } };
  return importedCatalogue({ ...observed, ...registry }, choice);
}
