import { rename, writeFile } from 'node:fs/promises';

/** Writes a file anew in one act: another process, or one that is killed, leaves it as it was or as it is to be. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.${String(process.pid)}`;
  await writeFile(beside, text);
  await rename(beside, file);
}
