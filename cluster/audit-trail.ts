import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Acl } from './acls.ts';

/** What a principal did, by its right to do so. */
export interface Use {
  /** `User:name` */
  readonly principal: string;
  readonly operation: Acl['operation'];
  readonly resourceType: Acl['resourceType'];
  readonly resourceName: string;
  /** The address that it came from. */
  readonly host: string;
  /** The broker that allowed it last. */
  readonly broker: string;
  readonly lastMs: number;
}

export interface Span {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** What is known of what principals did. */
export interface RecordedUse {
  readonly uses: readonly Use[];
  /** From when to when the trails of all brokers that have one go; null when none has. Copies may end long ago. */
  readonly span: Span | null;
  /** Brokers of which there is no trail. */
  readonly without: readonly string[];
}

/** Tells what principals did in the last time. */
export type UseOf = (principals: readonly string[]) => Promise<RecordedUse>;

/** Where the audit trail of a broker lies: `audit.log`, and before it `audit.log.1` and so on. */
export interface TrailPlace {
  readonly broker: string;
  readonly dir: string;
}

/** How far back we look. Who did something within a day counts as active: a job may run once a day. */
export const activeMs = 24 * 3_600_000;

const firstTime = /^\[(\S+) (\S+)\] /m;
const chunkBytes = 4 * 2 ** 20;

/**
 * Reads the brokers' audit trails. In ZooKeeper mode Kafka lists no connections, and its metrics by user tell neither
 * what was done nor when (docs/adr/0016-the-audit-trail-tells-who-is-active.md).
 */
export function auditTrail(places: readonly TrailPlace[]): UseOf {
  return async (principals) => {
    const line = lineOf(principals);
    const trails = await Promise.all(places.map((place) => readTrail(place, line)));
    const spans = trails.flatMap(({ span }) => span ?? []);
    return {
      uses: [...latestOf(trails.flatMap(({ uses }) => uses)).values()],
      span:
        spans.length > 0
          ? {
              sinceMs: Math.max(...spans.map(({ sinceMs }) => sinceMs)),
              untilMs: Math.min(...spans.map(({ untilMs }) => untilMs)),
            }
          : null,
      without: trails.flatMap(({ broker, span }) => (span === null ? [broker] : [])),
    };
  };
}

interface Trail {
  readonly broker: string;
  readonly uses: readonly Use[];
  readonly span: Span | null;
}

async function readTrail({ broker, dir }: TrailPlace, line: RegExp): Promise<Trail> {
  const uses = new Map<string, Use>();
  let span: Span | null = null;
  for (const { path, lastMs } of await filesOf(dir)) {
    if (lastMs < Date.now() - activeMs) break;
    for await (const text of linesOf(path)) {
      span = timesIn(text).reduce(spanWith, span);
      latestOf(usesIn(text, line, broker), uses);
    }
  }
  return { broker, uses: [...uses.values()], span };
}

/** The newest first: one that is moved aside while we read is read twice then, and none is missed. */
async function filesOf(dir: string): Promise<readonly { path: string; lastMs: number }[]> {
  const names = (await unlessAbsent(readdir(dir))) ?? [];
  const numbered = names.flatMap((name) => {
    const found = /^audit\.log(?:\.(\d+))?$/.exec(name);
    return found === null ? [] : [{ path: join(dir, name), number: Number(found[1] ?? 0) }];
  });
  const files = numbered
    .sort((left, right) => left.number - right.number)
    .map(async ({ path }) => ({ path, lastMs: (await unlessAbsent(stat(path)))?.mtimeMs ?? 0 }));
  return Promise.all(files);
}

async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file's text in parts that hold whole lines. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: chunkBytes })) {
    const text = rest + (chunk as string);
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    yield text.slice(0, end);
  }
  yield rest;
}

/**
 * A line of Kafka's `kafka.authorizer.logger` that tells what one of them was allowed, in UTC as `render` has it
 * written. The name of a group may be any text.
 */
function lineOf(principals: readonly string[]): RegExp {
  const names = principals.map((name) =>
    name.replaceAll(/[^\w:]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`),
  );
  return new RegExp(
    `^\\[(\\S+) (\\S+)\\] DEBUG Principal = (${names.join('|')}) is Allowed Operation = (\\w+) ` +
      'from host = (\\S+) on resource = (\\w+):LITERAL:(.*) for request = ',
    'gmu',
  );
}

function* usesIn(text: string, line: RegExp, broker: string): Generator<Use> {
  for (const found of text.matchAll(line)) {
    const [, day, hour, principal = '', operation = '', host = '', type = '', resourceName = ''] = found;
    yield {
      principal,
      operation: inKafkasWords(operation) as Use['operation'],
      resourceType: inKafkasWords(type) as Use['resourceType'],
      resourceName,
      host,
      broker,
      lastMs: timeOf(day, hour),
    };
  }
}

/** The times of the first line and of the last. */
function timesIn(text: string): readonly number[] {
  const lastLine = text.slice(text.lastIndexOf('\n[', text.length - 2) + 1);
  return [text, lastLine].flatMap((part) => {
    const found = firstTime.exec(part);
    return found === null ? [] : [timeOf(found[1], found[2])];
  });
}

function spanWith(span: Span | null, timeMs: number): Span {
  return {
    sinceMs: Math.min(span?.sinceMs ?? timeMs, timeMs),
    untilMs: Math.max(span?.untilMs ?? timeMs, timeMs),
  };
}

/** `DescribeConfigs`: `DESCRIBE_CONFIGS`. */
function inKafkasWords(word: string): string {
  return word.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
}

function timeOf(day = '', hour = ''): number {
  return Date.parse(`${day}T${hour.replace(',', '.')}Z`);
}

/** Of those who did the same from the same host the last, added to `latest`. */
function latestOf(uses: Iterable<Use>, latest = new Map<string, Use>()): ReadonlyMap<string, Use> {
  for (const use of uses) {
    const key = [use.principal, use.operation, use.resourceType, use.resourceName, use.host].join('\0');
    if (use.lastMs >= (latest.get(key)?.lastMs ?? 0)) latest.set(key, use);
  }
  return latest;
}
