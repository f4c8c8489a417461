import { createReadStream, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

interface Downloader {
  readonly name: string;
  /** How often each object arrives damaged before it arrives whole. */
  readonly damagedDownloads?: number;
}

export interface Storage {
  /** @param machine whose token was shown, undefined for none that is known */
  answer(machine: Downloader | undefined, request: IncomingMessage, response: ServerResponse): void;
  write(bucket: string, object: string, content: string): void;
}

/**
 * Cloud Storage's objects as files: downloads, and uploads under a condition.
 * https://cloud.google.com/storage/docs/json_api/v1/objects/get
 * https://cloud.google.com/storage/docs/json_api/v1/objects/insert
 *
 * @param count how often this was asked, this time included
 */
export function answerStorage(bucketsDir: () => string, count: (what: string) => number): Storage {
  const generations = new Map<string, number>();
  const fileOf = (bucket: string, object: string) => join(bucketsDir(), bucket, object);
  const generationOf = (file: string) => generations.get(file) ?? (existsSync(file) ? 1 : 0);

  const write: Storage['write'] = (bucket, object, content) => {
    const file = fileOf(bucket, object);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
    generations.set(file, generationOf(file) + 1);
  };

  const download = (machine: Downloader, bucket: string, object: string, response: ServerResponse) => {
    const file = fileOf(bucket, object);
    if (!existsSync(file)) {
      refuse(response, 404, `No such object: ${bucket}/${object}`);
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'x-goog-generation': String(generationOf(file)),
    });
    const damaged = machine.damagedDownloads ?? 0;
    if (damaged > 0 && count(`${machine.name} ${object} ${String(damaged)}`) <= damaged) {
      return void response.end('not what was uploaded');
    }
    createReadStream(file).pipe(response);
  };

  const upload = async (bucket: string, url: URL, request: IncomingMessage, response: ServerResponse) => {
    const object = url.searchParams.get('name') ?? '';
    const content = await text(request);
    const condition = url.searchParams.get('ifGenerationMatch');
    if (condition !== null && condition !== String(generationOf(fileOf(bucket, object)))) {
      refuse(response, 412, 'At least one of the pre-conditions you specified did not hold.');
      return;
    }
    write(bucket, object, content);
    const resource = { kind: 'storage#object', bucket, name: object };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(resource));
  };

  return {
    write,
    answer(machine, request, response) {
      if (machine === undefined) {
        refuse(response, 401, 'Anonymous caller does not have access.');
        return;
      }
      const url = new URL(request.url ?? '', 'https://storage.googleapis.com');
      const [, uploads, bucket = '', object = ''] =
        /^(\/upload)?\/storage\/v1\/b\/([^/]+)\/o(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
      const { method } = request;
      const { searchParams } = url;
      if (method === 'GET' && uploads === undefined && object !== '' && searchParams.get('alt') === 'media') {
        download(machine, decodeURIComponent(bucket), decodeURIComponent(object), response);
      } else if (method === 'POST' && uploads !== undefined && searchParams.get('uploadType') === 'media') {
        void upload(decodeURIComponent(bucket), url, request, response);
      } else refuse(response, 404, `No such method: ${String(method)} ${url.pathname}`);
    },
  };
}

function refuse(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code, message } }));
}
