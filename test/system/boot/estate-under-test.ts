import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleAgent } from '../../../functions/index.ts';
import { buildArtifacts } from '../../../local/index.ts';
import {
  agentArtifact,
  archiveName,
  artifactsBucketOf,
  definePlatform,
  environments,
  type ArtifactName,
  type Platform,
} from '../../../platform/index.ts';
import { synthesizeEstate } from '../../unit/constructs/synthesized-estate.ts';
import { withOutsideClients } from '../../unit/platform/with-outside-clients.ts';
import { suiteHome } from '../../integration/start-platform.ts';

const checkout = join(import.meta.dirname, '../../..');

/**
 * dev with clients of other networks, heaps that six machines have room for on one, and sessions that outlive its busy
 * moments.
 */
export const platform: Platform = definePlatform({
  ...withOutsideClients(environments.dev),
  kafka: { ...environments.dev.kafka, heapMb: 384, settings: { zookeeperSessionTimeoutMs: 12_000 } },
  zookeeper: { ...environments.dev.zookeeper, heapMb: 64 },
});

/** What a machine's metadata server says, read from the Terraform that would make the machine. */
export type MetadataOf = (node: string) => Record<string, string>;

/** Builds what the estate's machines install, puts it into the bucket, and synthesizes the estate. */
export async function estateUnderTest(bucketsDir: string, names: readonly ArtifactName[]): Promise<MetadataOf> {
  const [agent, built] = await Promise.all([
    bundleAgent(),
    buildArtifacts({
      outDir: join(checkout, 'build/artifacts'),
      jarsDir: join(suiteHome, '../jars'),
      names,
      say: (message) => console.error(message),
    }),
  ]);
  for (const region of ['primary', 'secondary'] as const) {
    const bucket = join(bucketsDir, artifactsBucketOf(platform, region));
    await mkdir(bucket, { recursive: true });
    await writeFile(join(bucket, agentArtifact(agent.sha256).object), agent.code);
    for (const { name, version, sha256, file } of built)
      await link(file, join(bucket, archiveName(name, version, sha256)));
  }
  const { kafka, mirror } = synthesizeEstate(platform, agent);
  const templates = [kafka, mirror].flatMap(({ resource }) =>
    Object.entries(resource['google_compute_instance_template']!),
  );
  return (node) => {
    const [metadata] = templates.flatMap(([name, { metadata }]) =>
      new RegExp(`(^|_)${node}(_machines)?_template$`).test(name) ? [metadata as Record<string, string>] : [],
    );
    return Object.fromEntries(Object.entries(metadata!).map(([key, text]) => [key, asTerraformReads(text)]));
  };
}

/** Terraform takes `$${` for `${` and `%%{` for `%{`. */
function asTerraformReads(text: string): string {
  return text.replaceAll(/[$%]([$%]\{)/g, '$1');
}
