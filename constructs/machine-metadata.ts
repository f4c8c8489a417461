/** A file that a machine writes for itself when it boots. */
export interface MachineFile {
  /** Absolute path on the machine. */
  readonly path: string;
  readonly text: string;
}

/** Under this key lies a JSON object from each path to the key that holds the file's text. */
const filesKey = 'node-files';

/**
 * Files as instance metadata: one key for each, so that a change shows as the change of one file, and an index.
 *
 * @returns metadata keys with their values, as Terraform is to read them
 * @throws Error when two paths would take the same key
 */
export function machineMetadata(files: readonly MachineFile[]): Record<string, string> {
  const keys = files.map(({ path }) => keyOf(path));
  const twice = files.find(({ path }, index) => keys.indexOf(keyOf(path)) !== index);
  if (twice !== undefined) {
    throw new Error(`${twice.path}: found another file with the key "${keyOf(twice.path)}"; rename one of the files`);
  }
  return {
    ...Object.fromEntries(files.map(({ path, text }) => [keyOf(path), asLiteral(text)])),
    [filesKey]: JSON.stringify(Object.fromEntries(files.map(({ path }) => [path, keyOf(path)]))),
  };
}

/** Terraform takes `${` and `%{` for the beginning of a template; Kafka's files have them for themselves. */
function asLiteral(text: string): string {
  return text.replace(/[$%](?=\{)/g, '$&$&');
}

/** Metadata keys are made of letters, digits, hyphens and underscores. */
function keyOf(path: string): string {
  return `file${path.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
