import type { Plan, Step, Waiting } from '../../cluster/index.ts';
import { acceptanceOf } from '../../cluster/index.ts';
import { domainOfTopic } from '../../topics/index.ts';

/** `#` stands for a barred door, `<` for the way back. */
const signs = { create: '+', change: '~', quarantine: '#', release: '<', remove: '-' } as const;

/** A plan for people: what changes, by domain, and what follows from it. */
export function planInWords(steps: readonly Step[]): string {
  if (steps.length === 0) return 'Nothing to change: the cluster is as the catalogue wants it.';
  const byDomain = Map.groupBy(steps, domainOf);
  const parts = [...byDomain].map(([domain, ofDomain]) => {
    const byResource = Map.groupBy(ofDomain, ({ kind, resource }) => `${kind} ${resource}`);
    return [domain, ...[...byResource].map(([resource, its]) => resourceInWords(resource, its))].join('\n');
  });
  const count = (action: Step['action']): number => steps.filter((step) => step.action === action).length;
  const sums = [
    `${count('create')} to create`,
    `${count('change')} to change`,
    ...(['quarantine', 'release'] as const).flatMap((each) => (count(each) > 0 ? [`${count(each)} to ${each}`] : [])),
    `${count('remove')} to remove`,
  ];
  return [...parts, sums.join(', ')].join('\n\n');
}

/** So many steps fit a screen. */
const shownSteps = 20;

/** What people are to know beside a plan's steps, a remark each. */
export function remarksOn(plan: Pick<Plan, 'unfinished' | 'waiting' | 'steps'>): readonly string[] {
  const leftover = leftoverInWords(plan);
  return [...(leftover === undefined ? [] : [leftover]), ...(plan.waiting ?? []).map(waitingInWords)];
}

function waitingInWords({ kind, resource, since, until, wayBack }: Waiting): string {
  return (
    `${kind} ${resource} is in quarantine from ${since} until ${until}, cut off from all but the operator; the next apply ` +
    `after that removes it for good. To take it back: ${wayBack}.`
  );
}

/** What is left of an apply that did not end, for people; undefined when there is none. */
export function leftoverInWords({ unfinished, steps }: Pick<Plan, 'unfinished' | 'steps'>): string | undefined {
  if (unfinished === undefined) return undefined;
  const { startedAt, steps: begun } = unfinished;
  const open = new Set(steps.map(({ id }) => id));
  const rest = begun.filter((id) => open.has(id));
  return (
    `An apply that began at ${startedAt} has not ended: it was killed, or is still at work. Of its ${begun.length} steps ` +
    (rest.length === 0 ? 'none is left to do' : `these are left to do: ${firstOf(rest)}`) +
    '. The next apply goes on from here.'
  );
}

function firstOf(ids: readonly string[]): string {
  const more = ids.length - shownSteps;
  return ids.slice(0, shownSteps).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function resourceInWords(resource: string, steps: readonly Step[]): string {
  const lines = steps.flatMap(({ action, summary, consequence, verdicts, resource: name }) => [
    `      ${signs[action]} ${summary}`,
    `        ${consequence}`,
    ...verdicts.map(
      ({ guard, level, reason }) =>
        `        ! ${reason}${level === 'refuse' ? ` (refused without --accept ${acceptanceOf(guard, name)})` : ''}` +
        (level === 'never' ? ' (refused)' : ''),
    ),
  ]);
  return [`    ${resource}`, ...lines].join('\n');
}

function domainOf({ kind, resource }: Step): string {
  if (kind === 'topic') return domainOfTopic.get(resource) ?? 'other topics';
  // `<topic>-<full record name>`, and a record's name has no hyphen
  if (kind === 'subject') return domainOfTopic.get(resource.slice(0, resource.lastIndexOf('-'))) ?? 'other subjects';
  return kind;
}
