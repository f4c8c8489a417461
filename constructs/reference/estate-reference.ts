import { markdownTable } from './markdown.ts';

/** A stack, as its picture shows it. */
export interface PicturedStack {
  /** `production-kafka` */
  readonly name: string;
  readonly environment: string;
  /** Names of the stacks that are applied before it. */
  readonly dependsOn: readonly string[];
  /** How many resources there are, data sources not counted. */
  readonly resources: number;
  /** How many of each Terraform type, most frequent first. */
  readonly byType: Readonly<Record<string, number>>;
}

const introduction = `# The estate

<!-- Written by \`npm run write:reference\` from the synthesized stacks: change those instead. -->

An environment is cut into stacks that are planned and applied each by itself. An arrow leads from a stack to those
that are applied after it.`;

/** Markdown with a picture of the stacks of each environment and what is in them. */
export function estateReference(stacks: readonly PicturedStack[]): string {
  const environments = [...Map.groupBy(stacks, ({ environment }) => environment)];
  const pictures = environments.map(([environment, own]) => [environment, pictureOf(own)] as const);
  const sections = [...Map.groupBy(pictures, ([, picture]) => picture)].map(
    ([picture, sharing]) => `## ${sharing.map(([environment]) => environment).join(', ')}\n\n${picture}`,
  );
  return `${[introduction, ...sections, countsOf(environments)].join('\n\n')}\n`;
}

/** In Mermaid, which GitHub and most readers of Markdown draw. https://mermaid.js.org/syntax/flowchart.html */
function pictureOf(stacks: readonly PicturedStack[]): string {
  const nodes = stacks.map((stack) => `  ${areaOf(stack)}["${areaOf(stack)}"]`);
  const areas = new Map(stacks.map((stack) => [stack.name, areaOf(stack)]));
  const arrows = stacks.flatMap((stack) =>
    stack.dependsOn.flatMap((name) => {
      const before = areas.get(name);
      return before === undefined ? [] : [`  ${before} --> ${areaOf(stack)}`];
    }),
  );
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows.sort(), '```'].join('\n');
}

function countsOf(environments: readonly (readonly [string, readonly PicturedStack[]])[]): string {
  const stacks = environments.flatMap(([, own]) => own);
  const rows = [...Map.groupBy(stacks, areaOf)].flatMap(([area, own]) => {
    const types = [...new Set(own.flatMap(({ byType }) => Object.keys(byType)))].sort();
    const count = (environment: string, type: string) =>
      String(own.find((stack) => stack.environment === environment)?.byType[type] ?? 0);
    return types.map((type) => [area, type, ...environments.map(([environment]) => count(environment, type))]);
  });
  const head = ['stack', 'resource type', ...environments.map(([environment]) => environment)];
  return `## What is in them\n\n${markdownTable(head, rows)}`;
}

function areaOf({ name, environment }: PicturedStack): string {
  return name.slice(environment.length + 1);
}
