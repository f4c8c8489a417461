import kafkajs from 'kafkajs';
import { toClusterError } from '../../../cluster/kafka-failure.ts';

const { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError, KafkaJSSASLAuthenticationError } =
  kafkajs;

const exhausted = (cause: Error): Error => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });
// Its declared constructor takes no message; the real one does.
const refusedLogin = Reflect.construct(KafkaJSSASLAuthenticationError, ['invalid credentials']) as Error;
const answered = (type: string): Error => Object.assign(new KafkaJSProtocolError(type), { type });

test.each<[string, Error, string, RegExp]>([
  [
    'no broker',
    exhausted(new KafkaJSConnectionError('connect ECONNREFUSED')),
    'CLUSTER_UNREACHABLE',
    /ECONNREFUSED.*expected an answer/,
  ],
  ['a wrong password', refusedLogin, 'CLUSTER_REFUSED', /invalid credentials.*expected the user and password/],
  [
    'a missing right',
    answered('CLUSTER_AUTHORIZATION_FAILED'),
    'CLUSTER_REFUSED',
    /answered CLUSTER_AUTHORIZATION_FAILED.*grant this user/,
  ],
  [
    'a missing right, after trying',
    exhausted(answered('TOPIC_AUTHORIZATION_FAILED')),
    'CLUSTER_REFUSED',
    /grant this user/,
  ],
  ['a cluster without access rules', answered('SECURITY_DISABLED'), 'CLUSTER_REFUSED', /authorizer\.class\.name/],
  ['another answer', answered('UNKNOWN_SERVER_ERROR'), 'CLUSTER_REFUSED', /see the controller's log/],
])('%s is said with place, finding and next step', (_, failure, code, message) => {
  const error = toClusterError(failure, 'kafka-01:9092') as Error;
  expect(error).toMatchObject({ name: 'ClusterError', code });
  expect(error.message).toMatch(/^kafka-01:9092: /);
  expect(error.message).toMatch(message);
});

test('an error of our own stays what it is', () => {
  const own = new TypeError('a mistake');
  expect(toClusterError(own, 'kafka-01:9092')).toBe(own);
});
