/** What Kafka knows to hash a password with. */
export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** How often the password is hashed, by mechanism: all that Kafka tells of a credential. */
export type ScramCredentials = Readonly<Partial<Record<ScramMechanism, number>>>;

/** Twice the 4,096 that Kafka asks for, and not what its tools take: a credential made by hand shows. */
export const ourIterations = 8_192;

/** What a user's credentials are to become. */
export interface ScramChange {
  /** The new password of SCRAM-SHA-256. */
  readonly password?: string;
  readonly remove?: readonly ScramMechanism[];
}
