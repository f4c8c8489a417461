import type { Step } from '../../../../cluster/index.ts';

/** A step of which a test only says what it is about. */
export function aStep(id: string, about: Partial<Step> = {}): Step {
  return {
    id,
    kind: 'topic',
    resource: id,
    action: 'change',
    summary: `change ${id}`,
    consequence: 'None.',
    basis: [],
    change: null,
    needs: [],
    verdicts: [],
    ...about,
  };
}
