import fc from 'fast-check';
import { definePlatform, diskCapacity, environments, platformOf, secondaryOf } from '../../../platform/index.ts';

const production = platformOf('production');
const mebibyte = 2 ** 20;
const hours = 3_600_000;
const day = 24 * hours;

test('what fits gives no warning', () => {
  const loads = [{ name: 'orders', bytesPerSecond: mebibyte, retentionMs: 7 * day }];
  expect(diskCapacity(production, loads)).toEqual({
    neededBytes: 3 * 7 * 86_400 * mebibyte,
    usableBytes: expect.closeTo(0.8 * 3 * 2_000 * 2 ** 30, 0),
    sum: '591 GiB (bytes/s x retention over 1 topics) x 3 replicas = 1,772 GiB of 4,800 GiB usable (3 brokers x 2000 GiB x 80 %)',
  });
});

test('what does not fit is warned of with the whole sum and the way out', () => {
  const loads = [
    { name: 'ticks', bytesPerSecond: 2 * mebibyte, retentionMs: 7 * day },
    { name: 'orders', bytesPerSecond: mebibyte, retentionMs: 7 * day },
  ];
  expect(diskCapacity(production, loads).warning).toBe(
    'kafka.diskSizeGb: 1,772 GiB (bytes/s x retention over 2 topics) x 3 replicas = 5,316 GiB of 4,800 GiB usable ' +
      '(3 brokers x 2000 GiB x 80 %); enlarge the disks, add brokers or shorten retention',
  );
});

test('smaller disks in the second region are warned of by their own field', () => {
  const { production: input } = environments;
  const small = definePlatform({ ...input, secondary: { kafka: { diskSizeGb: 500 } } });
  const loads = [{ name: 'orders', bytesPerSecond: mebibyte, retentionMs: 7 * day }];
  expect(diskCapacity(small, loads).warning).toBeUndefined();
  expect(diskCapacity(secondaryOf(small), loads).warning).toMatch(/^secondary\.kafka\.diskSizeGb: .*1,200 GiB usable/);
});

test('an environment carries its share of the load only', () => {
  const loads = [{ name: 'orders', bytesPerSecond: mebibyte, retentionMs: day }];
  const whole = diskCapacity(production, loads).neededBytes;
  expect(diskCapacity(platformOf('staging'), loads).neededBytes).toBeCloseTo(whole / 10, 0);
});

test('it warns exactly when the load is more than the disks hold, and a broker more never makes it worse', () => {
  const load = fc.record({
    name: fc.constant('any'),
    bytesPerSecond: fc.nat(10 * mebibyte),
    retentionMs: fc.nat(30 * day),
  });
  const input = environments.production;
  const larger = definePlatform({ ...input, kafka: { ...input.kafka, brokers: 4 } });
  fc.assert(
    fc.property(fc.array(load, { maxLength: 30 }), (loads) => {
      const { neededBytes, usableBytes, warning } = diskCapacity(production, loads);
      expect(warning !== undefined).toBe(neededBytes > usableBytes);
      const withOneMore = diskCapacity(larger, loads);
      expect(withOneMore.warning !== undefined && warning === undefined).toBe(false);
    }),
  );
});
