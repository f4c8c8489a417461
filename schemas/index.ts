/** The events of the platform: one zod description, everything else derived from it. Pure: no I/O, no clock. */
export { avroSchemaFor, recordNameOf, subjectFor } from './avro.ts';
export { eventDefinition, eventTypes, isEventType } from './catalogue.ts';
export type { EventDefinition, EventOf, EventType, PayloadInputOf, PayloadOf } from './catalogue.ts';
export { codecFor, decoderFor } from './codec.ts';
export type { EventCodec, EventDecoder } from './codec.ts';
export { confidentialPathsOf } from './confidential.ts';
export { domains } from './definition.ts';
export type { Domain } from './definition.ts';
export { ENVELOPE_VERSION } from './envelope.ts';
export type { Envelope } from './envelope.ts';
export type { EventProblem } from './errors.ts';
export { createEvent, parseEvent } from './event.ts';
export type { EventContext } from './event.ts';
export { keyPathsOf } from './key-paths.ts';
export type { KeyPath } from './key-paths.ts';
export type { AvroField, AvroRecord, AvroSchema } from './meta.ts';
export { Decimal, money } from './money.ts';
export type { MoneyInput } from './money.ts';
