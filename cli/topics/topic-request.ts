import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { catalogueFileOf, parseTopicRequest, withCatalogueEntry, type TopicRequest } from '../../topics/index.ts';
import { writeWhole } from '../write-whole.ts';

/** The file that a person named can't be read as a request. */
class TopicRequestError extends Error {
  readonly code = 'WRONG_USAGE';
  override readonly name = 'TopicRequestError';
}

/**
 * Reads a team's request.
 *
 * @throws TopicRequestError when there is no such file, or it is neither YAML nor JSON
 * @throws InvalidTopicError when it lacks something or has too much
 */
export async function readTopicRequest(file: string): Promise<TopicRequest> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw new TopicRequestError(`request ${file}: found ${found}, expected a file with a request; correct the path`, {
      cause,
    });
  });
  return parseTopicRequest(parseText(file, text));
}

/** JSON is YAML as well. */
function parseText(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new TopicRequestError(
      `request ${file}: found ${found}, expected YAML or JSON; see docs/how-to/request-a-topic.md`,
      { cause },
    );
  }
}

/** Puts a topic that has passed its review into the catalogue of this checkout: the whole file anew, or nothing. */
export async function putIntoCatalogue(request: TopicRequest): Promise<void> {
  const file = fileURLToPath(new URL(`../../${catalogueFileOf(request)}`, import.meta.url));
  await writeWhole(file, withCatalogueEntry(await readFile(file, 'utf8'), request));
}
