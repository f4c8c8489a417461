import { resourcesOf, type EstateJson, type Json, type StackJson } from '../stack-json.ts';

/** Whether every expression leads to something, across stacks too, and none leads in a circle. */

/** `${...}` that Terraform evaluates: `$${` stands for the characters themselves. */
const expressionPattern = /(?<!\$)\$\{([^}]*)\}/g;
const addressPattern = /(?<![\w.-])(?:data\.)?[a-z][a-z0-9]*(?:_[a-z0-9]+)+\.[A-Za-z0-9_-]+/g;
const remotePattern = /data\.terraform_remote_state\.([A-Za-z0-9_-]+)\.outputs\.([A-Za-z0-9_-]+)/g;
const remoteName = 'cross-stack-reference-input-';

export function danglingReferences(estate: EstateJson, environment: string): string[] {
  return Object.entries(estate).flatMap(([area, stack]) => {
    const text = JSON.stringify({ ...stack, '//': undefined });
    const known = knownIn(stack);
    const expressions = [...text.matchAll(expressionPattern)].map(([, expression = '']) => expression);
    return [
      ...expressions
        .filter((expression) => !/^(terraform|var|local|path|each|self)\./.test(expression))
        .flatMap((expression) => addressesIn(expression) ?? (isCall(expression) ? [] : [expression]))
        .filter((address) => !known.has(address))
        .map((address) => `${area}: found a reference to ${address}, which is not in the stack`),
      ...dependsOn(stack)
        .filter((address) => !known.has(address))
        .map((address) => `${area}: found depends_on ${address}, which is not in the stack`),
      ...[...text.matchAll(remotePattern)].flatMap(([, remote = '', output = '']) => {
        const producer = remote.replace(`${remoteName}${environment}-`, '');
        const outputs: Json = estate[producer]?.['output'] ?? {};
        return output in outputs ? [] : [`${area}: found the output ${output} of ${producer}, which gives none such`];
      }),
      // An unescaped template directive in a file that a machine is given would be Terraform's.
      ...(/(?<!%)%\{/.test(text) ? [`${area}: found a template directive %{`] : []),
    ];
  });
}

/** A function of values that are no resource's, such as a variable's validation. */
function isCall(expression: string): boolean {
  return /^[a-z]+\(/.test(expression);
}

function addressesIn(expression: string): readonly string[] | undefined {
  return expression.match(addressPattern) ?? undefined;
}

function knownIn(stack: StackJson): ReadonlySet<string> {
  const data = Object.entries<Json>(stack['data'] ?? {});
  return new Set([
    ...resourcesOf(stack).map(({ address }) => address),
    ...data.flatMap(([type, named]) => Object.keys(named).map((name) => `data.${type}.${name}`)),
  ]);
}

function dependsOn(stack: StackJson): string[] {
  return resourcesOf(stack).flatMap(({ attributes }) => attributes.depends_on ?? []);
}

/** Resources of a stack that wait for themselves, and stacks that do. */
export function circles(estate: EstateJson, environment: string): string[] {
  const withinStacks = Object.values(estate).flatMap((stack) =>
    circlesIn(new Map(resourcesOf(stack).map(({ address, attributes }) => [address, referencesOf(attributes)]))),
  );
  const stacks = Object.entries(estate).map(([area, stack]) => {
    const remotes = Object.keys(stack['data']?.terraform_remote_state ?? {});
    return [area, remotes.map((name) => name.replace(`${remoteName}${environment}-`, ''))] as const;
  });
  return [...withinStacks, ...circlesIn(new Map(stacks))];
}

function referencesOf(attributes: Json): string[] {
  const expressions = [...JSON.stringify(attributes).matchAll(expressionPattern)].map(
    ([, expression = '']) => expression,
  );
  return [...expressions.flatMap((expression) => addressesIn(expression) ?? []), ...(attributes.depends_on ?? [])];
}

function circlesIn(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] => {
    if (path.includes(node)) return [[...path.slice(path.indexOf(node)), node].join(' -> ')];
    if (done.has(node)) return [];
    const found = (edges.get(node) ?? []).flatMap((next) => visit(next, [...path, node]));
    done.add(node);
    return found;
  };
  return [...edges.keys()].flatMap((node) => visit(node, []));
}
