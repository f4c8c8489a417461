import type { z } from 'zod';
import type { TopicProblem } from './errors.ts';

/** A value that was found, for a message. */
export function found(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** What something that ought to be a topic calls itself, for a message. */
export function nameIn(input: unknown): string {
  const name = at(input, ['name']);
  return typeof name === 'string' ? name : '(without a name)';
}

/** What zod has found, in the words of this room: path, what was found, what was expected. */
export function shapeProblems(error: z.ZodError, input: unknown, shape: z.ZodObject): TopicProblem[] {
  return error.issues.map((issue): TopicProblem => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(shape, issue.path);
      return { path, found: issue.keys.join(', '), expected: `only ${known.join(', ')}` };
    }
    return { path, found: found(at(input, issue.path)), expected: issue.message.replace(/^.*expected /, '') };
  });
}

function fieldsAt(shape: z.ZodObject, path: readonly PropertyKey[]): readonly string[] {
  const within = path.reduce<unknown>((of, step) => (of as z.ZodObject).shape[String(step)], shape);
  return Object.keys((within as z.ZodObject).shape);
}

function at(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | null | undefined)?.[step],
    input,
  );
}
