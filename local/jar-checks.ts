/** What a file looked like when its checksum was last found right. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/** A file of the manifest that isn't as pinned: `found` is its checksum, or undefined when it isn't there. */
export interface JarProblem {
  readonly name: string;
  readonly expected: string;
  readonly found: string | undefined;
}

/** Reads a `sha256sum` list. @returns checksum by file name. @throws Error naming the line that isn't one */
export function parseChecksums(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line, index) => {
      const [, sha256, name] = /^([0-9a-f]{64}) [ *]([^/]+)$/.exec(line) ?? [];
      if (sha256 === undefined || name === undefined) {
        throw new Error(`line ${index + 1} of the checksums: found "${line}", expected "<sha256>  <file name>"`);
      }
      return [name, sha256];
    }),
  );
}

/**
 * Whether a file needs no reading: it was right once and its size and time haven't changed since. Reading all of
 * them costs 0.2 to 0.7 s on every start; somebody who forges times can also change this program.
 */
export function isUnchanged(
  expected: string,
  stamp: FileStamp | undefined,
  file: { readonly size: number; readonly mtimeMs: number } | undefined,
): boolean {
  return (
    stamp !== undefined &&
    file !== undefined &&
    stamp.sha256 === expected &&
    stamp.size === file.size &&
    stamp.mtimeMs === file.mtimeMs
  );
}

/** `name: sha256 found, expected`, one line a file. */
export function describeProblems(problems: readonly JarProblem[]): string {
  return problems
    .map(({ name, expected, found }) =>
      found === undefined ? `${name}: not there` : `${name}: found sha256 ${found}, expected ${expected}`,
    )
    .join('\n');
}
