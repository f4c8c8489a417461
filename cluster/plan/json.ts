/** Plain data, as a plan file holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The value at `path` in `json`, null where there is none. */
export function valueAt(json: Json | undefined, path: readonly string[]): Json {
  let value: Json | undefined = json;
  for (const key of path) {
    if (value === null || typeof value !== 'object') return null;
    value = Array.isArray(value)
      ? (value as readonly Json[])[Number(key)]
      : (value as Readonly<Record<string, Json>>)[key];
  }
  return value ?? null;
}
