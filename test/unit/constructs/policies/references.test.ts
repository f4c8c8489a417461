import type { EstateJson } from '../stack-json.ts';
import { circles, danglingReferences } from './references.ts';

const estateOf = (stacks: Record<string, object>) =>
  Object.fromEntries(
    Object.entries(stacks).map(([area, stack]) => [area, { resource: {}, ...stack }]),
  ) as unknown as EstateJson;
const remote = (name: string) => ({ terraform_remote_state: { [`cross-stack-reference-input-dev-${name}`]: {} } });

test('finds a reference to what is not there, and takes one to what is', () => {
  const estate = estateOf({
    kafka: {
      resource: {
        google_compute_disk: { a: { zone: '${google_compute_network.gone.id}', text: '$${file:/etc}' } },
        google_compute_address: {
          b: { of: 'https://${google_compute_disk.a.id}/x', depends_on: ['google_dns_policy.c'] },
        },
      },
    },
  });
  expect(danglingReferences(estate, 'dev')).toEqual([
    'kafka: found a reference to google_compute_network.gone, which is not in the stack',
    'kafka: found depends_on google_dns_policy.c, which is not in the stack',
  ]);
});

test('finds an output that the other stack does not give', () => {
  const reference = (output: string) =>
    `\${data.terraform_remote_state.cross-stack-reference-input-dev-foundation.outputs.${output}}`;
  const estate = estateOf({
    foundation: { output: { network: { value: 'x' } } },
    kafka: {
      data: remote('foundation'),
      resource: { google_compute_disk: { a: { zone: reference('network'), name: reference('zone') } } },
    },
  });
  expect(danglingReferences(estate, 'dev')).toEqual([
    'kafka: found the output zone of foundation, which gives none such',
  ]);
});

test('finds resources and stacks that wait for themselves', () => {
  const estate = estateOf({
    one: {
      data: remote('two'),
      resource: {
        google_compute_disk: { a: { of: '${google_compute_address.b.id}' }, c: {} },
        google_compute_address: { b: { depends_on: ['google_compute_disk.a'] } },
      },
    },
    two: { data: remote('one') },
  });
  expect(circles(estate, 'dev')).toEqual([
    'google_compute_disk.a -> google_compute_address.b -> google_compute_disk.a',
    'one -> two -> one',
  ]);
});
