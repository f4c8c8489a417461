const scramLoginModule = 'org.apache.kafka.common.security.scram.ScramLoginModule';

/** Whom a client or a broker logs in as. */
export interface ScramCredentials {
  readonly username: string;
  readonly password: string;
}

/** `sasl.jaas.config` of a listener that only checks others: SCRAM verifiers come from ZooKeeper. */
export const scramServerJaas = `${scramLoginModule} required;`;

/**
 * `sasl.jaas.config` of whoever logs in.
 *
 * A password that is a `${file:...}` reference is put in after this text is made, so the secret behind it must
 * do without quotation marks and backslashes.
 */
export function scramLoginJaas({ username, password }: ScramCredentials): string {
  return `${scramLoginModule} required username=${quoted(username)} password=${quoted(password)};`;
}

/** A string as Java's StreamTokenizer reads it, which is what Kafka parses JAAS with. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}
