import { aclKey, operations, type Acl } from '../acls.ts';
import type { CataloguePrincipal } from './catalogue.ts';
import { list, mapping, oneOf, readYamlFile, repeated, text, type Problem } from './yaml-file.ts';
import { byText, oneLine, yamlFile } from './yaml-text.ts';

export const accessFile = 'access.yaml';

/** The key under which a rule's resource is named. */
const keyOfType = {
  topic: 'TOPIC',
  group: 'GROUP',
  cluster: 'CLUSTER',
  transactionalId: 'TRANSACTIONAL_ID',
  delegationToken: 'DELEGATION_TOKEN',
  user: 'USER',
} as const satisfies Readonly<Record<string, Acl['resourceType']>>;
const resourceKeys = Object.keys(keyOfType) as readonly (keyof typeof keyOfType)[];

const name = text('the name of a resource').exactOptional();
const operationList = list(oneOf(operations)).min(1, 'at least one operation').exactOptional();
const ruleShape = mapping({
  topic: name,
  group: name,
  cluster: name,
  transactionalId: name,
  delegationToken: name,
  user: name,
  pattern: oneOf(['literal', 'prefixed']).default('literal'),
  host: text('an address, or "*"').default('*'),
  allow: operationList,
  deny: operationList,
});
const shape = mapping({
  access: list(mapping({ principal: text('a principal, as User:orders'), rules: list(ruleShape) })),
});

const comment = [
  'Who may do what: all rules of each principal, one line a resource. A rule that is taken out of a list is taken away,',
  'with "rules: []" all of them; a principal that is taken out is left alone.',
];

/** Rules on the same resource for the same hosts are one line. */
export function renderAccess(principals: readonly CataloguePrincipal[]): string {
  return yamlFile(comment, {
    access: [...principals]
      .sort(byText(({ principal }) => principal))
      .map(({ principal, rules }) => ({ principal, rules: linesOf(rules).map(oneLine) })),
  });
}

function linesOf(rules: readonly Acl[]): readonly object[] {
  const byPlace = Map.groupBy([...rules].sort(byText(aclKey)), ({ resourceType, patternType, resourceName, host }) =>
    JSON.stringify([resourceType, patternType, resourceName, host]),
  );
  return [...byPlace.values()].flatMap((acls) => {
    const [first] = acls;
    const key = resourceKeys.find((each) => keyOfType[each] === first?.resourceType);
    if (first === undefined || key === undefined) return [];
    const operationsThat = (permission: Acl['permission']) =>
      acls.filter((acl) => acl.permission === permission).map(({ operation }) => operation);
    const [allow, deny] = [operationsThat('ALLOW'), operationsThat('DENY')];
    return [
      {
        [key]: first.resourceName,
        ...(first.patternType === 'PREFIXED' ? { pattern: 'prefixed' } : {}),
        ...(first.host === '*' ? {} : { host: first.host }),
        ...(allow.length > 0 ? { allow } : {}),
        ...(deny.length > 0 ? { deny } : {}),
      },
    ];
  });
}

export function parseAccess(content: string, problems: Problem[]): readonly CataloguePrincipal[] {
  const file = readYamlFile(accessFile, content, shape, problems);
  if (file === undefined) return [];
  const { access } = file.value;
  for (const entry of repeated(access, ({ principal }) => principal)) {
    const place = file.placeOf(['access', access.indexOf(entry), 'principal']);
    problems.push({ place, found: `"${entry.principal}"`, expected: 'each principal once' });
  }
  return access.map(({ principal, rules }, at) => {
    const placed = rules.flatMap((rule, index) => {
      const place = file.placeOf(['access', at, 'rules', index]);
      return aclsOf(principal, rule, place, problems).map((acl) => ({ acl, place }));
    });
    for (const { acl, place } of repeated(placed, (each) => aclKey(each.acl))) {
      const found = `${acl.permission.toLowerCase()} ${acl.operation} a second time`;
      problems.push({ place, found, expected: 'each rule of a principal once' });
    }
    return { principal, rules: placed.map(({ acl }) => acl).sort(byText(aclKey)) };
  });
}

/** The rules of a line. */
function aclsOf(
  principal: string,
  { pattern, host, allow, deny, ...resources }: (typeof ruleShape)['_output'],
  place: string,
  problems: Problem[],
): readonly Acl[] {
  const named = resourceKeys.flatMap((key) => {
    const resourceName = resources[key];
    return resourceName === undefined ? [] : [{ resourceType: keyOfType[key], resourceName }];
  });
  const [resource] = named;
  if (resource === undefined || named.length > 1) {
    const expected = `one resource: ${resourceKeys.join(', ')}`;
    problems.push({ place, found: `${named.length} resources`, expected });
    return [];
  }
  if (allow === undefined && deny === undefined) {
    problems.push({ place, found: 'no operation', expected: 'allow or deny, with operations' });
  }
  const patternType = pattern === 'prefixed' ? 'PREFIXED' : 'LITERAL';
  const rule = (permission: Acl['permission']) => (operation: Acl['operation']) =>
    ({
      ...resource,
      patternType,
      principal,
      host,
      operation,
      permission,
    }) as const;
  return [...(allow ?? []).map(rule('ALLOW')), ...(deny ?? []).map(rule('DENY'))];
}
