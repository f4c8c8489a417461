import { platformOf, secondaryOf } from '../../../platform/index.ts';
import { mm2Properties } from '../../../render/index.ts';
import { topics } from '../../../topics/index.ts';

const production = platformOf('production');
const secondary = secondaryOf(production);
const linesOf = (text: string) =>
  new Map(
    text
      .split('\n')
      .filter((line) => line.includes('=') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
  );
const forth = linesOf(mm2Properties(production, secondary));
const back = linesOf(mm2Properties(secondary, production));

test('copies every topic of the catalogue, under its own name', () => {
  expect(forth.get('primary->secondary.topics')?.split(',')).toEqual(topics.map(({ name }) => name));
  expect(forth.get('replication.policy.class')).toMatch(/\.IdentityReplicationPolicy$/);
});

test('never copies in both directions', () => {
  const enabledIn = (properties: typeof forth) =>
    [...properties].filter(
      ([name, value]) => name.endsWith('.enabled') && name.split('.').length === 2 && value === 'true',
    );
  expect(enabledIn(forth)).toEqual([['primary->secondary.enabled', 'true']]);
  expect(enabledIn(back)).toEqual([['secondary->primary.enabled', 'true']]);
  expect(forth.get('secondary->primary.emit.heartbeats.enabled')).toBe('false');
});

test('turned around, it is the same with the sides changed', () => {
  const turned = new Map(
    [...forth].map(([name]) => [
      name.replace(/primary|secondary/g, (side) => (side === 'primary' ? 'secondary' : 'primary')),
      true,
    ]),
  );
  expect([...back.keys()].sort()).toEqual([...turned.keys()].sort());
  expect(back.get('primary.bootstrap.servers')).toBe(production.bootstrapServers);
});

test('positions reach the other side within seconds, far within the five minutes of seed §9.2', () => {
  // Without the target's prefix it is ignored.
  expect(forth.get('secondary.offset.flush.interval.ms')).toBe('1000');
  expect(forth.has('offset.flush.interval.ms')).toBe(false);
  expect(forth.get('primary->secondary.offset.lag.max')).toBe('0');
  const seconds = ['sync.group.offsets.interval.seconds', 'emit.checkpoints.interval.seconds'].map((name) =>
    Number(forth.get(`primary->secondary.${name}`)),
  );
  expect(seconds.reduce((sum, each) => sum + each)).toBeLessThan(60);
});

test('nothing in it writes to the cluster that it copies from', () => {
  expect(forth.get('primary->secondary.offset-syncs.topic.location')).toBe('target');
});
