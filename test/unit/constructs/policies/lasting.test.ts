import { destructible } from './lasting.ts';

const it = (type: string, attributes: object) => [{ address: 'it', type, attributes }];

test('finds data that Terraform would delete', () => {
  expect(destructible(it('google_compute_disk', {}))).toEqual(['it: found no prevent_destroy, expected one']);
  expect(destructible(it('google_compute_disk', { lifecycle: { prevent_destroy: true } }))).toEqual([]);
  expect(destructible(it('google_secret_manager_secret', { deletion_protection: false }))).toHaveLength(1);
});
