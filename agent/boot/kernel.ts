import { readFile, writeFile } from 'node:fs/promises';
import type { NodeDescription } from '../../render/index.ts';
import { AgentError, messageOf } from '../agent-error.ts';
import type { Log } from '../log.ts';

/** Whether the kernel's file says a value: files with a choice show all, the chosen one in brackets. */
export function says(text: string, value: string): boolean {
  return text.trim() === value || text.split(/\s+/).includes(`[${value}]`);
}

/** Tells the kernel what it doesn't have yet. It forgets at a reboot, and each boot tells it again. */
export async function setKernel(settings: NodeDescription['kernel'], log: Log): Promise<void> {
  for (const { file, value } of settings) {
    try {
      if (says(await readFile(file, 'utf8'), value)) continue;
      await writeFile(file, value);
    } catch (cause) {
      throw new AgentError(
        {
          place: file,
          found: messageOf(cause),
          expected: `the kernel to take ${value}`,
          next: 'boot from the image of the template',
        },
        { cause },
      );
    }
    log(`${file}: ${value}`);
  }
}
