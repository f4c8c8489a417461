import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';

/** When a function last succeeded on the platform of a home. */
const record = z.strictObject({ lastSuccess: z.iso.datetime() });

/** @returns an ISO time, or `undefined` when it has not succeeded yet */
export async function readLastSuccess(home: string, name: string): Promise<string | undefined> {
  try {
    return record.parse(JSON.parse(await readFile(fileOf(home, name), 'utf8'))).lastSuccess;
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeLastSuccess(home: string, name: string, time: Date): Promise<void> {
  const file = fileOf(home, name);
  await mkdir(join(home, 'functions'), { recursive: true, mode: 0o700 });
  const aside = `${file}.${String(process.pid)}.part`;
  await writeFile(aside, `${JSON.stringify({ lastSuccess: time.toISOString() })}\n`);
  await rename(aside, file);
}

function fileOf(home: string, name: string): string {
  return join(home, 'functions', `${name}.json`);
}
