import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A file of the page, ready to send. */
type PageFile = { status: number; headers: Record<string, string>; body: string };

const FILES: Record<string, { file: string; type: string }> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
  '/page.mjs': { file: 'page.mjs', type: 'text/javascript; charset=utf-8' },
};

const known = new Map<string, PageFile>();

/** The page at a path, or nothing. It has no data in it: the browser asks the API, which wants to know who asks. */
export async function readPage(path: string): Promise<PageFile | undefined> {
  const entry = FILES[path];
  if (!Object.hasOwn(FILES, path) || !entry) return undefined;
  const page = known.get(path) ?? (await load(entry.file, entry.type));
  known.set(path, page);
  return page;
}

async function load(file: string, type: string): Promise<PageFile> {
  const body = await readFile(new URL(file, import.meta.url), 'utf8');
  const headers = {
    'content-type': type,
    'content-security-policy':
      "default-src 'none'; img-src data:; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cache-control': 'no-cache',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
  return { status: 200, headers, body };
}
