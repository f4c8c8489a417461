import { stringify } from 'dot-properties';

export type Properties = Readonly<Record<string, string | number | boolean>>;

/** Properties that belong together, under a comment that says why; left out when there are none. */
export interface PropertySection {
  readonly about: string;
  readonly properties: Properties;
}

/**
 * Renders a Java properties file, byte for byte the same for the same input.
 *
 * The text is ASCII: Kafka reads its files as ISO 8859-1 and its secrets as UTF-8.
 *
 * @param title first comment of the file
 * @returns lines `key=value`, sections apart by an empty line, with a final newline
 * @throws Error when two sections set the same property, since Java would silently take the last
 */
export function propertiesText(title: string, sections: readonly PropertySection[]): string {
  const seen = new Set<string>();
  const lines = sections.flatMap(({ about, properties }) => {
    const pairs = Object.entries(properties).map(([key, value]) => [key, String(value)] as [string, string]);
    for (const [key] of pairs) {
      if (seen.has(key)) throw new Error(`property ${key}: found in two sections, expected in one; remove it from one`);
      seen.add(key);
    }
    return pairs.length === 0 ? [] : ['', about, ...pairs];
  });
  return toAscii(stringify([title, ...lines], { keySep: '=', lineWidth: null })) + '\n';
}

function toAscii(text: string): string {
  return text.replace(/[^\n -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
