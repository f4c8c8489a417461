import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The peer of bench/synthesis.ts: preloaded (`node --import`), it makes the same program import the provider packages
 * whole, as cdktf's own templates do. Nothing else about the program changes.
 */

const deepImport = /^import (\{[^}]*\}) from '(@cdktf\/provider-[a-z]+)\/lib\/([a-z0-9-]+)\/index\.js';$/gm;

/** `compute-network` is `computeNetwork` in the package's root. */
const namespaceOf = (folder: string) => folder.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const rootImport = (_: string, names: string, provider: string, folder: string) => {
  const whole = `whole_${namespaceOf(folder)}`;
  // Types are taken out before the program runs, and have no place in a constant.
  const values = names.replace(/\btype \w+,?/g, '');
  return `import ${whole} from '${provider}'; const ${values} = ${whole}.${namespaceOf(folder)};`;
};

registerHooks({
  load(url, context, nextLoad) {
    const ours = url.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');
    if (!ours) return nextLoad(url, context);
    const source = readFileSync(fileURLToPath(url), 'utf8').replace(deepImport, rootImport);
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
