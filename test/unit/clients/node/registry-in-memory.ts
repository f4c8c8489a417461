import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Registered {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly unknown[];
  deleted?: boolean;
}

/**
 * The part of Confluent's API that gives and takes contents, as its reference documents it: ids are taken in the mode
 * IMPORT only, a schema that is AVRO has no type in answers, a subject without a level is not found.
 */
export class RegistryInMemory {
  readonly versions: Registered[] = [];
  readonly levels = new Map<string, string>([['', 'BACKWARD']]);
  readonly modes: string[] = ['READWRITE'];
  /** Registrations that still succeed before it answers with an error. */
  patience = Infinity;

  answer(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>): [number, unknown] {
    const [, kind, subject = '', , version] = path.split('/').map(decodeURIComponent);
    if (kind === 'mode' && method === 'PUT') {
      this.modes.push(String(body['mode']));
      return [200, body];
    }
    if (kind === 'schemas') {
      const offset = Number(query.get('offset'));
      const shown = this.versions.filter(({ deleted }) => deleted !== true || query.get('deleted') === 'true');
      return [200, shown.slice(offset, offset + Number(query.get('limit')))];
    }
    if (kind === 'config' && method === 'GET') {
      const level = this.levels.get(subject);
      return level === undefined
        ? [404, { error_code: 40408, message: 'not configured' }]
        : [200, { compatibilityLevel: level }];
    }
    if (kind === 'config') {
      this.levels.set(subject, String(body['compatibility']));
      return [200, body];
    }
    if (kind === 'subjects' && method === 'DELETE') {
      const found = this.versions.find((each) => each.subject === subject && each.version === Number(version));
      if (found === undefined) return [404, { error_code: 40402, message: 'version not found' }];
      found.deleted = true;
      return [200, found.version];
    }
    if (kind === 'subjects' && method === 'POST') return this.#register(subject, body);
    return [405, { message: `${method} ${path}` }];
  }

  #register(subject: string, body: Record<string, unknown>): [number, unknown] {
    if (this.modes.at(-1) !== 'IMPORT') return [422, { error_code: 42205, message: 'subject is not in import mode' }];
    if (this.versions.length >= this.patience) return [409, { message: 'enough' }];
    const { schemaType, references, ...rest } = body as unknown as Registered;
    const known = this.versions.find((each) => each.subject === subject && each.version === rest.version);
    if (known === undefined) {
      this.versions.push({
        ...rest,
        subject,
        ...(schemaType === 'AVRO' || schemaType === undefined ? {} : { schemaType }),
        ...(references === undefined || references.length === 0 ? {} : { references }),
      });
    }
    return [200, { id: rest.id }];
  }

  /** Lets it answer while `use` runs. */
  async serve<T>(use: (url: string) => Promise<T>): Promise<T> {
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url ?? '/', 'http://registry');
        const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
        const [status, content] = this.answer(request.method ?? '', pathname, searchParams, body);
        response.writeHead(status, { connection: 'close' }).end(JSON.stringify(content));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
