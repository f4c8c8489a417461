import { createHash, createHmac } from 'node:crypto';
import { scramVerifier } from '../../../cluster/scram-verifier.ts';

/** The exchange that RFC 7677 §3 gives as its example. */
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
const exchange = [
  'n=user,r=rOprNGfwEbeRWgbNEkqO',
  'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
].join(',');

function fieldsOf(verifier: string) {
  const parsed = JSON.parse(verifier) as { version: number; config: { 'SCRAM-SHA-256': string } };
  return Object.fromEntries(
    parsed.config['SCRAM-SHA-256'].split(',').map((field) => field.split(/=(.*)/s).slice(0, 2)),
  );
}

test("accepts the client's proof and gives the server's signature of RFC 7677", () => {
  const fields = fieldsOf(scramVerifier('pencil', salt, 4_096));
  const serverKey = Buffer.from(fields['server_key'], 'base64');
  const storedKey = Buffer.from(fields['stored_key'], 'base64');
  expect(createHmac('sha256', serverKey).update(exchange).digest('base64')).toBe(
    '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  );
  const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64');
  const signature = createHmac('sha256', storedKey).update(exchange).digest();
  const clientKey = proof.map((byte, index) => byte ^ signature[index]!);
  expect(createHash('sha256').update(clientKey).digest()).toEqual(storedKey);
});

test('gives the same password another verifier each time', () => {
  expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
});
