import type { z } from 'zod';

/**
 * The variables that a function runs with.
 *
 * @param refuse makes the error from a message that names every variable that is missing or wrong, without its value
 */
export function parseEnvironment<T>(
  functionName: string,
  schema: z.ZodType<T>,
  variables: Readonly<Record<string, string | undefined>>,
  refuse: (message: string) => Error,
): T {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw refuse(
    `environment of ${functionName}: ${problems}; deploy it again with the variables from functions/catalogue.ts`,
  );
}
