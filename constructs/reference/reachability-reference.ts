import type { TerraformResource } from '../terraform-json.ts';
import { markdownTable } from './markdown.ts';
import { reachability, type Reach } from './reachability.ts';

export interface SynthesizedEnvironment {
  readonly environment: string;
  /** Of all its stacks. */
  readonly resources: readonly TerraformResource[];
}

const introduction = `# Who reaches what

<!-- Written by \`npm run write:reference\` from the synthesized firewall rules: change those instead. -->

What the VPC's firewall rules let through, by what runs on a machine (its service account) or by where a caller's
address is. Everything else is denied and recorded. Being let through is not being let in: who connects still proves
who it is to the service.`;

/** Markdown of a matrix from callers to called for each environment; environments with equal ones share it. */
export function reachabilityReference(environments: readonly SynthesizedEnvironment[]): string {
  const texts = environments.map(
    ({ environment, resources }) => [environment, matrixOf(reachability(resources))] as const,
  );
  const sections = [...Map.groupBy(texts, ([, text]) => text)].map(
    ([text, sharing]) => `## ${sharing.map(([environment]) => environment).join(', ')}\n\n${text}`,
  );
  return `${[introduction, ...sections].join('\n\n')}\n`;
}

function matrixOf(reaches: readonly Reach[]): string {
  const called = [...new Set(reaches.map(({ to }) => to))];
  const callers = [...new Set(reaches.map(({ from }) => from))].sort();
  const cell = (from: string, to: string) =>
    reaches
      .filter((reach) => reach.from === from && reach.to === to)
      .map(({ port }) => port)
      .join(', ');
  const matrix = markdownTable(
    ['from \\ to', ...called],
    callers.map((from) => [from, ...called.map((to) => cell(from, to))]),
  );
  const reasons = [...Map.groupBy(reaches, ({ from, to, reason }) => `- ${from} to ${to}: ${reason}`).keys()];
  return `${matrix}\n\n${reasons.sort().join('\n')}`;
}
