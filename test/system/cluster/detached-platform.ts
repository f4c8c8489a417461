import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { openHome, type Home } from '../../../local/index.ts';
import type { Platform } from '../../../platform/index.ts';
import { ownNetwork, platformOn, sharedJars } from '../../integration/local/own-platform.ts';

/** A platform of a test's own, with little flow, to which things may be done that nobody else would survive. */
export interface DetachedPlatform {
  readonly home: Home;
  readonly platform: Platform;
  /** Stops it and takes all that it kept away. */
  end(): Promise<void>;
}

/** @param name of the directory that it keeps its data in */
export async function detachedPlatform(name: string): Promise<DetachedPlatform> {
  const home = await openHome(join('.platform', name), sharedJars);
  const flow = ['--rate', '1', '--network', ownNetwork];
  const { exitCode, stderr } = await kafkaPlatform('start', '--detach', '--clean', '--home', home.dir, ...flow);
  if (exitCode !== 0) throw new Error(stderr);
  return {
    home,
    platform: platformOn(ownNetwork),
    async end() {
      await kafkaPlatform('stop', '--home', home.dir);
      await rm(home.dir, { recursive: true });
    },
  };
}

/** Runs the command as a person would. */
export function kafkaPlatform(...words: readonly string[]) {
  return execa('node', ['cli/kafka-platform.js', ...words], { reject: false, stdin: 'ignore' });
}
