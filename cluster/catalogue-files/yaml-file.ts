import { LineCounter, isMap, isNode, isScalar, parseDocument, type Document } from 'yaml';
import { z } from 'zod';

/** Something in a file that isn't as it should be. */
export interface Problem {
  /** `topics.yaml:12: topics.3.partitions` */
  readonly place: string;
  readonly found: string;
  readonly expected: string;
}

type Path = readonly (string | number)[];

/** A file that was read, with the places of what is in it. */
export interface YamlFile<T> {
  readonly value: T;
  /** Where something stands, for a problem that shows only together with others. */
  readonly placeOf: (path: Path) => string;
}

/**
 * Reads a YAML file as `shape` wants it. All that isn't a mapping or a list is text, whatever it looks like (YAML's
 * failsafe schema), so that `1.10`, `yes` and numbers above 2^53 stay what was written.
 *
 * @returns the file, or, with something wrong in it, undefined
 * @param problems gets what is wrong
 */
export function readYamlFile<T>(
  file: string,
  text: string,
  shape: z.ZodType<T>,
  problems: Problem[],
): YamlFile<T> | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { schema: 'failsafe', lineCounter: lines });
  const [first] = document.errors;
  if (first !== undefined) {
    const place = `${file}:${first.linePos?.[0].line ?? 1}`;
    const found = first.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? '';
    problems.push({ place, found: found.replace(/:$/, ''), expected: 'YAML' });
    return undefined;
  }
  const placeOf = (path: Path): string => `${file}:${lineOf(document, lines, path)}: ${path.join('.')}`;
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // An alias of nothing, or of too much.
    problems.push({
      place: `${file}:1`,
      found: error instanceof Error ? error.message : String(error),
      expected: 'YAML',
    });
    return undefined;
  }
  const parsed = shape.safeParse(content);
  if (parsed.success) return { value: parsed.data, placeOf };
  problems.push(
    ...parsed.error.issues.flatMap((issue) =>
      problemsOf(issue).map(({ path, expected, found = inWords(valueIn(content, path)) }) => ({
        place: placeOf(path),
        found,
        expected,
      })),
    ),
  );
  return undefined;
}

/** A mapping with these keys and no other. */
export function mapping<const Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, `a mapping with ${Object.keys(shape).join(', ')}`);
}

export function list<Element extends z.ZodType>(element: Element) {
  return z.array(element, 'a list');
}

/** Text that isn't empty. */
export function text(what: string) {
  return z.string(what).min(1, what);
}

/** A whole number from `from`. */
export function wholeNumber(from: number) {
  const expected = `a whole number from ${from}`;
  return z
    .string(expected)
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .refine((value) => value >= from, expected);
}

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, `one of ${words.join(', ')}`);
}

interface Complaint {
  readonly path: Path;
  readonly expected: string;
  /** Absent where the value at the path is what was found. */
  readonly found?: string;
}

function problemsOf(issue: z.core.$ZodIssue): readonly Complaint[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code !== 'unrecognized_keys') return [{ path, expected: issue.message }];
  // Not its value: someone may have put a password there.
  return issue.keys.map((key) => ({ path: [...path, key], found: `the key "${key}"`, expected: issue.message }));
}

/** The line of the innermost that is there of a path. Of a mapping's entry, that of its key. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const last = path[depth - 1];
    const key = isMap(parent)
      ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === last)?.key
      : undefined;
    const node = key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function valueIn(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined,
    content,
  );
}

const shownCharacters = 60;

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const words = JSON.stringify(value);
  return words.length > shownCharacters ? `${words.slice(0, shownCharacters)}...` : words;
}

/** The items that stand more than once, each time but the first. */
export function repeated<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const met = new Set<string>();
  return items.filter((item) => {
    const key = keyOf(item);
    const isMet = met.has(key);
    met.add(key);
    return isMet;
  });
}
