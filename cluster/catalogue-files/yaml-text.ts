import { Document } from 'yaml';

/** A value that is written in one line, as `{ name: orders }`. */
export interface OneLine {
  readonly oneLine: unknown;
}

export function oneLine(value: unknown): OneLine {
  return { oneLine: value };
}

/**
 * The text of a YAML file: equal contents give equal bytes.
 *
 * @param comment without `#`, line by line
 * @param content by key, in the order given; what is `oneLine` in it, however deep, is written so
 */
export function yamlFile(comment: readonly string[], content: Readonly<Record<string, unknown>>): string {
  const document = new Document({}, { aliasDuplicateObjects: false });
  document.contents = document.createNode(nodesIn(document, content), { aliasDuplicateObjects: false });
  document.commentBefore = comment.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The same with what is to be in one line as nodes that are. */
function nodesIn(document: Document, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => nodesIn(document, item));
  if (typeof value !== 'object' || value === null) return value;
  if (isOneLine(value)) {
    return document.createNode(value.oneLine, { flow: true, aliasDuplicateObjects: false });
  }
  return new Map(Object.entries(value).map(([key, item]) => [key, nodesIn(document, item)]));
}

function isOneLine(value: object): value is OneLine {
  return 'oneLine' in value && Object.keys(value).length === 1;
}

/** A text as a number or truth value where it reads the same, so that it is written without quotes. */
export function plain(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return Number.isSafeInteger(number) && String(number) === text ? number : text;
}

export function byText<T>(textOf: (item: T) => string): (left: T, right: T) => number {
  return (left, right) => {
    const [a, b] = [textOf(left), textOf(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}
