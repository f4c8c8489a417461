import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Node 22 keeps what it has compiled, and strips the types from each file anew in each process: 0.14 s of the 1.2 s that a
// plan took. So this keeps them, with the stripper that is in Node (amaro), which is loaded only when a file has changed.
// It is plain JavaScript since it runs before any TypeScript, in each thread.

/** Threads load different files at the same time; each keeps its own. */
const file = fileURLToPath(
  new URL(`../node_modules/.cache/stripped-${isMainThread ? 'main' : 'thread'}.json`, import.meta.url),
);
const require = createRequire(import.meta.url);
const kept = read();
let saving;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: stripped(fileURLToPath(url)), shortCircuit: true };
  },
});

function stripped(path) {
  const { mtimeMs, size } = statSync(path);
  const found = kept.sources[path];
  if (found?.mtimeMs === mtimeMs && found.size === size) return found.code;
  const { transformSync } = require('amaro');
  const { code } = transformSync(readFileSync(path, 'utf8'), { mode: 'strip-only', filename: path });
  kept.sources[path] = { mtimeMs, size, code };
  clearTimeout(saving);
  // A thread may be ended without a word, so not at its exit.
  saving = setTimeout(save, 20).unref();
  return code;
}

/** What another Node has stripped may differ. */
function read() {
  const none = { node: process.version, sources: {} };
  try {
    const found = JSON.parse(readFileSync(file, 'utf8'));
    return found.node === process.version ? found : none;
  } catch {
    return none; // not there yet, or cut off
  }
}

/** In one act, as other processes may read it. Where nothing can be written, each process strips for itself. */
function save() {
  const part = `${file}.${process.pid}`;
  const sources = Object.fromEntries(Object.entries(kept.sources).filter(([path]) => existsSync(path)));
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(part, JSON.stringify({ ...kept, sources }));
    renameSync(part, file);
  } catch {
    rmSync(part, { force: true });
  }
}

process.once('exit', () => {
  if (saving !== undefined) save();
});
