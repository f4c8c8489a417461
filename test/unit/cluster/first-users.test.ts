import { firstUserCommands, scramVerifier, usersWithout, withoutVerifiers } from '../../../cluster/index.ts';

const users = [{ name: 'kafka-broker', verifier: scramVerifier('secret-of-the-broker') }];
const passwords = { 'kafka-broker': 'secret-of-the-broker' };

test('the shell is told verifiers and never a password', () => {
  const text = firstUserCommands(users, 'kept');
  expect(text).toContain(`create /config/users/kafka-broker {"version":1,`);
  expect(text).not.toContain('secret-of-the-broker');
});

test('who is there already is overwritten only where that is asked for', () => {
  expect(firstUserCommands(users, 'kept')).not.toMatch(/^set /m);
  expect(firstUserCommands(users, 'overwritten')).toMatch(/^set \/config\/users\/kafka-broker /m);
});

test('a user that ZooKeeper has with its password is not missing, whatever its salt', () => {
  expect(usersWithout(`Node already exists\n${scramVerifier('secret-of-the-broker')}\n`, passwords)).toEqual([]);
});

test.each([
  ['has none', 'Node does not exist: /config/users/kafka-broker'],
  ['has another password', scramVerifier('another-password')],
  ['has a damaged one', scramVerifier('secret-of-the-broker').replace('stored_key=', 'stored_key=AA')],
])('a user is missing where ZooKeeper %s', (_, output) => {
  expect(usersWithout(output, passwords)).toEqual(['kafka-broker']);
});

test('what the shell said is shown without verifiers', () => {
  expect(withoutVerifiers(`one\n${scramVerifier('x')}\n\ntwo\n`)).toBe('one\ntwo');
});
