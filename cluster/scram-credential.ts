/** What Kafka knows to hash a password with. */
export const scramMechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type ScramMechanism = (typeof scramMechanisms)[number];

/** How often the password is hashed, by mechanism: all that Kafka tells of a credential. */
export type ScramCredentials = Readonly<Partial<Record<ScramMechanism, number>>>;

/** Twice the 4,096 that Kafka asks for, and not what its tools take: a credential made by hand shows. */
export const ourIterations = 8_192;

/** What a user's credentials are to become. */
export interface ScramChange {
  /** The new password. */
  readonly password?: string;
  /** What the password is for. @default ["SCRAM-SHA-256"] */
  readonly mechanisms?: readonly ScramMechanism[];
  readonly remove?: readonly ScramMechanism[];
}
