import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

/** A file of the page as it is sent. */
export type PageFile = { type: string; body: Uint8Array<ArrayBuffer>; etag: string };

const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8' };

let files: Promise<ReadonlyMap<string, PageFile>> | undefined;

/**
 * The page's script and styles by name: `main.js`, `main.css`. Bundled when they are first asked for and kept in memory;
 * a mistake in the sources rejects, and the next call tries again.
 */
export function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  files ??= bundle().catch((error: unknown) => {
    files = undefined;
    throw error;
  });
  return files;
}

async function bundle(): Promise<ReadonlyMap<string, PageFile>> {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(new URL('browser/', import.meta.url)),
    entryPoints: ['main.ts', 'main.css'],
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  // Its process has done all it is here for.
  await stop();
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), pageFile(path, contents)]));
}

function pageFile(path: string, contents: Uint8Array): PageFile {
  const etag = `"${createHash('sha256').update(contents).digest('base64url').slice(0, 22)}"`;
  const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return { type, body: new Uint8Array(contents), etag };
}
