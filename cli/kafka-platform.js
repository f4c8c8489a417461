#!/usr/bin/env node
// The door of the command. It is plain JavaScript so that an older Node gets as far as handing over to the
// Node that the checkout brings (the npm package `node`), which runs the TypeScript below as it is.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);

if (runsTypeScript) {
  // What Node has compiled and stripped of types stays beside the packages; where it can't be written, Node goes without.
  const cacheDir = fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
  module.enableCompileCache(cacheDir);
  process.env.NODE_COMPILE_CACHE ??= cacheDir; // for threads
  const stripping = new URL('stripped-sources.js', import.meta.url).href;
  await import(stripping);
  process.execArgv.push('--import', stripping); // for threads
  const { main } = await import('./main.ts');
  const exitCode = await main(process.argv);
  // Connections to a dead broker may keep a process alive for minutes after its work is done.
  process.stdout.write('', () => process.exit(exitCode));
} else {
  const bundledNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));
  if (!existsSync(bundledNode)) {
    console.error(`kafka-platform: found Node ${process.versions.node}, expected 22.18 or newer; run: npm ci`);
    process.exit(69);
  }
  const { status, signal } = spawnSync(bundledNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = signal ? 130 : (status ?? 1);
}
