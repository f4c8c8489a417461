import { isDeepStrictEqual } from 'node:util';
import { valueAt, type Json } from './json.ts';
import { resourceId } from './ownership.ts';
import type { Circumstances } from './resource-kind.ts';
import type { Step } from './step.ts';

/** A value that is no longer what a step was planned on. */
export interface Stale {
  readonly step: string;
  readonly kind: string;
  readonly resource: string;
  readonly path: readonly string[];
  readonly planned: Json;
  readonly found: Json;
}

/** What of the steps' basis has changed: carrying them out would overwrite what nobody has reviewed. */
export function staleBasis(steps: readonly Step[], { seen, quarantined }: Circumstances): readonly Stale[] {
  return steps.flatMap(({ id, kind, resource, basis }) =>
    basis.flatMap(({ path, value, in: place }) => {
      const recorded = { quarantinedSince: quarantined?.get(resourceId(kind, resource))?.since ?? null };
      const found = valueAt(place === 'record' ? recorded : seen.get(kind)?.get(resource), path);
      return isDeepStrictEqual(found, value) ? [] : [{ step: id, kind, resource, path, planned: value, found }];
    }),
  );
}
