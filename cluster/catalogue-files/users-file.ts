import { scramMechanisms } from '../scram-credential.ts';
import type { CatalogueUser } from './catalogue.ts';
import { list, mapping, oneOf, readYamlFile, repeated, text, type Problem } from './yaml-file.ts';
import { byText, oneLine, yamlFile } from './yaml-text.ts';

export const usersFile = 'users.yaml';

const shape = mapping({
  users: list(
    mapping({
      name: text('the name of a user'),
      mechanisms: list(oneOf(scramMechanisms)).min(1, 'at least one mechanism'),
    }),
  ),
});

const comment = [
  'Users that log in by SCRAM. Passwords are nowhere here: those of users that are there stay as they are, and a user',
  'that is added gets one of the secret store. A user that is taken out is left alone.',
];

export function renderUsers(users: readonly CatalogueUser[]): string {
  return yamlFile(comment, {
    users: [...users]
      .sort(byText(({ name }) => name))
      .map(({ name, mechanisms }) => oneLine({ name, mechanisms: [...mechanisms].sort() })),
  });
}

export function parseUsers(content: string, problems: Problem[]): readonly CatalogueUser[] {
  const file = readYamlFile(usersFile, content, shape, problems);
  if (file === undefined) return [];
  const { users } = file.value;
  for (const user of repeated(users, ({ name }) => name)) {
    const place = file.placeOf(['users', users.indexOf(user), 'name']);
    problems.push({ place, found: `"${user.name}"`, expected: 'each user once' });
  }
  return users;
}
