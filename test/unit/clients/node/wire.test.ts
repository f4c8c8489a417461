import { frame, unframe } from '../../../../clients/node/wire.ts';

test('a framed body carries a zero byte and the big-endian schema id in front', () => {
  expect(frame(258, Buffer.from('body')).toString('hex')).toBe(`0000000102${Buffer.from('body').toString('hex')}`);
});

test('what was framed comes apart again', () => {
  const { schemaId, body } = unframe(frame(7, Buffer.from([1, 2, 3])));
  expect(schemaId).toBe(7);
  expect([...body]).toEqual([1, 2, 3]);
});

test.each([
  ['a tombstone', null, 'found a tombstone'],
  ['a value without a body', Buffer.from([0, 0, 0, 0, 1]), 'found 5 bytes'],
  ['JSON text', Buffer.from('{"a":1}'), 'found the first byte 123'],
])('%s is refused as no event', (_, value, message) => {
  expect(() => unframe(value)).toThrow(message);
});
