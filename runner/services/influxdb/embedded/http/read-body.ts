import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpRefusal } from './reply.ts';

/** A body may have so many bytes, unpacked; InfluxDB's own limit. */
export const MAX_BODY_BYTES = 25_000_000;

const GZIP_HEADER_BYTES = 10;

const TOO_LARGE = new HttpRefusal(413, 'Request Entity Too Large');

/**
 * The body of a request, unpacked.
 * @throws HttpRefusal when it is too large or not what it says to be.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const body = await readPacked(request);
  return request.headers['content-encoding'] === 'gzip' ? await unpack(body) : body;
}

/** What is too much is read and forgotten, so that the answer arrives. */
function readPacked(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MAX_BODY_BYTES) parts.push(part);
      else reject(TOO_LARGE);
    });
    request.on('end', () => resolve(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}

async function unpack(body: Buffer): Promise<Buffer> {
  const hasMagic = body[0] === 0x1f && body[1] === 0x8b && body[2] === 8;
  if (!hasMagic) throw new HttpRefusal(400, body.length < GZIP_HEADER_BYTES ? 'unexpected EOF' : 'gzip: invalid header');
  try {
    return await promisify(gunzip)(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw TOO_LARGE;
    throw new HttpRefusal(400, code === 'Z_DATA_ERROR' ? 'gzip: invalid checksum' : 'unexpected EOF');
  }
}
