import avro from 'avsc';
import type { Schema, Type } from 'avsc';
import { decimalFromBytes, decimalToBytes } from './decimal-bytes.ts';
import { Decimal } from './money.ts';

const MILLIS_PER_DAY = 86_400_000;

/** Logical types read only what was written as the same logical type; anything else is another meaning. */
abstract class EventLogicalType extends avro.types.LogicalType {
  protected override _resolve(writer: Type): unknown {
    return writer.typeName === this.typeName ? (value: unknown) => value : undefined;
  }
}

class DecimalType extends EventLogicalType {
  /** Bytes don't tell it: those of another scale would be read as another amount. */
  readonly #digits: DecimalDigits;

  constructor(schema: Schema, options?: unknown) {
    super(schema, options);
    const { precision, scale = 0 } = schema as unknown as Partial<DecimalDigits>;
    this.#digits = { precision, scale };
  }
  protected override _resolve(writer: Type): unknown {
    if (!(writer instanceof DecimalType)) return undefined;
    const { precision, scale } = writer.#digits;
    return precision === this.#digits.precision && scale === this.#digits.scale ? super._resolve(writer) : undefined;
  }
  protected override _export(schema: Schema): void {
    Object.assign(schema, this.#digits);
  }
  protected override _fromValue(bytes: Uint8Array): Decimal {
    return decimalFromBytes(bytes);
  }
  /** Undefined for anything but a Decimal: avsc takes that as "not of this type". */
  protected override _toValue(value: unknown): Buffer | undefined {
    return value instanceof Decimal ? decimalToBytes(value) : undefined;
  }
}

interface DecimalDigits {
  readonly precision: number | undefined;
  readonly scale: number;
}

class TimestampType extends EventLogicalType {
  protected override _fromValue(millis: number): string {
    return new Date(millis).toISOString();
  }
  protected override _toValue(value: unknown): number | undefined {
    return typeof value === 'string' ? Date.parse(value) : undefined;
  }
}

class CalendarDateType extends EventLogicalType {
  protected override _fromValue(days: number): string {
    return new Date(days * MILLIS_PER_DAY).toISOString().slice(0, 10);
  }
  protected override _toValue(value: unknown): number | undefined {
    return typeof value === 'string' ? Date.parse(value) / MILLIS_PER_DAY : undefined;
  }
}

/** Compiles an Avro schema; money, instants and days come as an event has them. @throws Error on an invalid schema */
export function compileSchema(schema: Schema): Type {
  return avro.Type.forSchema(schema, { logicalTypes, omitRecordMethods: true });
}

const logicalTypes = { decimal: DecimalType, 'timestamp-millis': TimestampType, date: CalendarDateType };
