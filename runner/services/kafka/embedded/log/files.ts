import { read, writev, writevSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const readSome = promisify(read);
const writeSome = promisify(writev);
/** Up to here the kernel takes bytes sooner than another thread would have begun to hand them over. */
const SMALL_BYTES = 256 * 1_024;

/** So many bytes of a file from a position on; fewer when the file ends before. */
export async function readFully(fd: number, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await readSome(fd, buffer, got, length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return got === length ? buffer : buffer.subarray(0, got);
}

/** Writes all of these at a position. Resolves when the kernel has them: they outlive the process, however it ends. */
export async function writeFully(fd: number, buffers: Buffer[], position: number): Promise<void> {
  const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
  let rest = buffers;
  let at = position;
  while (rest.length > 0) {
    let bytesWritten = bytes <= SMALL_BYTES ? writevSync(fd, rest, at) : (await writeSome(fd, rest, at)).bytesWritten;
    at += bytesWritten;
    let whole = 0;
    while (whole < rest.length && bytesWritten >= (rest[whole]?.length ?? 0)) bytesWritten -= rest[whole++]?.length ?? 0;
    rest = rest.slice(whole);
    if (bytesWritten > 0 && rest[0]) rest[0] = rest[0].subarray(bytesWritten);
  }
}

/** Puts a new file in the place of an old one: after a SIGKILL one of them is there as a whole. */
export async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
