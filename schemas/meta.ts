import { z } from 'zod';

/** An Avro schema as JSON. Only the parts that `avro.ts` writes. */
export type AvroSchema = string | AvroSchema[] | AvroRecord | AvroNamedType;

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly doc?: string;
  readonly default?: null;
  /** Our own attribute: the field holds a personal or financial secret (Avro keeps attributes it doesn't know). */
  readonly confidential?: true;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
}

export interface AvroNamedType {
  readonly type: 'bytes' | 'string' | 'long' | 'int' | 'enum' | 'array' | 'map';
  readonly logicalType?: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly name?: string;
  readonly symbols?: readonly string[];
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
}

declare module 'zod' {
  interface GlobalMeta {
    /** The Avro type of this field where zod's own structure doesn't determine it. */
    avro?: AvroSchema;
    /**
     * Personal or financial secret, to be encrypted end to end by the client libraries and never logged: who somebody is
     * and how to reach them (papers, addresses, accounts), and what somebody owns, earns, pays or may spend. Not orders,
     * ids and the parameters of strategies: the whole trading path works on them, and access rules guard their topics.
     */
    confidential?: boolean;
    /** A value as it is written into an event, for the reference; needed where the type alone suggests none. */
    example?: unknown;
  }
}

/** What is known about a zod type beside its structure: `avro`, `confidential`, `description`, `example`. */
export function metaOf(schema: z.core.$ZodType): z.GlobalMeta {
  return z.globalRegistry.get(schema) ?? {};
}
