import { agentArtifact, lockedArtifact } from '../platform/index.ts';
import {
  agentService,
  agentTimer,
  agentUnits,
  metadataKeys,
  startupScript,
  type NodeDescription,
  type NodeFiles,
} from '../render/index.ts';
import type { AgentCode } from './cluster-place.ts';

/** A file that a machine writes for itself when it boots. */
export interface MachineFile {
  /** Absolute path on the machine. */
  readonly path: string;
  readonly text: string;
  /** Octal. @default '0644': metadata holds no secret, so nor does a file of it */
  readonly mode?: string;
}

/** What a machine is made of. */
export interface MachineProps {
  /** What it must know to boot. */
  readonly description: NodeDescription;
  /** What it is configured from. No secrets: whoever may see the machine's metadata can read them. */
  readonly files: readonly MachineFile[];
  readonly agent: AgentCode;
}

/**
 * A machine as instance metadata: what it must know to boot, the script that begins the boot, and its files: one key for
 * each, so that a change shows as the change of one file, and an index.
 *
 * @returns metadata keys with their values, as Terraform is to read them
 * @throws Error when two paths would take the same key
 */
export function machineMetadata({ description, files: ownFiles, agent }: MachineProps): Record<string, string> {
  const files = description.identity === undefined ? ownFiles : [...ownFiles, ...agentFiles()];
  const keys = files.map(({ path }) => keyOf(path));
  const twice = files.find(({ path }, index) => keys.indexOf(keyOf(path)) !== index);
  if (twice !== undefined) {
    throw new Error(`${twice.path}: found another file with the key "${keyOf(twice.path)}"; rename one of the files`);
  }
  return {
    ...Object.fromEntries(files.map(({ path, text }) => [keyOf(path), asLiteral(text)])),
    [metadataKeys.files]: JSON.stringify(indexOf(files)),
    [metadataKeys.description]: asLiteral(JSON.stringify(description)),
    [metadataKeys.startupScript]: asLiteral(
      startupScript({
        bucket: description.artifactsBucket,
        node: lockedArtifact('node'),
        agent: agentArtifact(agent.sha256),
      }),
    ),
  };
}

/** A machine with an identity is looked after by the agent once it runs. */
function agentFiles(): MachineFile[] {
  return [
    { path: `/etc/systemd/system/${agentUnits.service}`, text: agentService() },
    { path: `/etc/systemd/system/${agentUnits.timer}`, text: agentTimer() },
  ];
}

function indexOf(files: readonly MachineFile[]): NodeFiles {
  return Object.fromEntries(files.map(({ path, mode = '0644' }) => [path, { key: keyOf(path), mode }]));
}

/** Terraform takes `${` and `%{` for the beginning of a template; Kafka's files have them for themselves. */
export function asLiteral(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** Metadata keys are made of letters, digits, hyphens and underscores. */
function keyOf(path: string): string {
  return `file${path.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
