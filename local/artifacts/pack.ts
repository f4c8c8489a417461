import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { execa } from 'execa';

/**
 * Packs a directory's files with tar and gzip: the same files give the same bytes, wherever and whenever. Node's gzip is
 * pinned with Node, while another release of the gzip program might compress otherwise.
 *
 * @returns the archive's SHA-256 in hex
 */
export async function pack(directory: string, file: string): Promise<string> {
  const tar = execa(
    'tar',
    [
      '--create',
      '--format=ustar',
      '--sort=name',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=u=rwX,go=rX',
      '--directory',
      directory,
      '.',
    ],
    { buffer: false },
  );
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await Promise.all([tar, pipeline(tar.stdout, createGzip(), hashing, createWriteStream(file))]);
  return hash.digest('hex');
}

/** SHA-256 of a file in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
