import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { getMimeType } from 'hono/utils/mime';
import type { Site } from '../server.ts';

/** Serves the built site from `dir`: ETags, a Content-Security-Policy with the hashes of its own scripts, its 404 page. */
export function staticSite(dir: string): Site {
  const policy = securityPolicy(inlineScripts(dir));
  return {
    request: (req, res) => {
      if (req.method !== 'GET' && req.method !== 'HEAD') return void res.writeHead(405, { allow: 'GET, HEAD' }).end();
      const path = decodePath(req.url ?? '/');
      const found = path === undefined ? undefined : findFile(dir, path);
      // One slash in front: two would lead to a host of that name.
      if (found === 'folder')
        return void res.writeHead(308, { location: `/${(req.url ?? '').split('?')[0]?.replace(/^\/+/, '')}/` }).end();
      const file = found ?? join(dir, '404.html');
      if (!existsSync(file)) return void res.writeHead(404, { 'content-type': 'text/plain' }).end('Not found.\n');
      send({ req, res }, { file, status: found ? 200 : 404, policy });
    },
  };
}

function decodePath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0] ?? '/');
  } catch {
    return undefined; // Not a path of ours, whatever it was meant to be.
  }
}

/** The file of a path; `folder` when the path lacks its last slash; undefined when there is none inside `dir`. */
function findFile(dir: string, path: string): string | 'folder' | undefined {
  const file = normalize(join(dir, path));
  if (!file.startsWith(`${dir}/`) && file !== dir && file !== `${dir}/`) return undefined;
  if (path.includes('\0')) return undefined;
  const stats = statsOf(file);
  if (stats?.isFile()) return file;
  if (!stats?.isDirectory() || !existsSync(join(file, 'index.html'))) return undefined;
  return path.endsWith('/') ? join(file, 'index.html') : 'folder';
}

/** Undefined for what is not there, and for a path that no file can have: too long, or through a file. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function send(
  { req, res }: { req: IncomingMessage; res: ServerResponse },
  { file, status, policy }: { file: string; status: number; policy: string },
): void {
  const stats = statSync(file);
  const etag = `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs).toString(36)}"`;
  const isPage = extname(file) === '.html';
  res.setHeader('etag', etag);
  // Names under _astro carry a hash of the content.
  res.setHeader('cache-control', file.includes('/_astro/') ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (isPage) res.setHeader('content-security-policy', policy);
  if (status === 200 && req.headers['if-none-match'] === etag) return void res.writeHead(304).end();
  res.writeHead(status, { 'content-type': getMimeType(file) ?? 'application/octet-stream', 'content-length': stats.size });
  if (req.method === 'HEAD') res.end();
  else stream(res, file, stats);
}

function stream(res: ServerResponse, file: string, stats: Stats): void {
  if (stats.size === 0) return void res.end();
  const reading = createReadStream(file);
  reading.on('error', () => res.destroy());
  reading.pipe(res);
}

/** The distinct inline scripts of all pages: Starlight has a handful, the same on every page. */
function inlineScripts(dir: string): Set<string> {
  const scripts = new Set<string>();
  if (!existsSync(dir)) return scripts;
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.html')) continue;
    for (const [, attributes = '', script = ''] of readFileSync(join(dir, name), 'utf8').matchAll(
      /<script\b([^>]*)>([\s\S]*?)<\/script>/g,
    )) {
      if (!/\ssrc[\s=]/.test(attributes)) scripts.add(script);
    }
  }
  return scripts;
}

/** Only our own files and the inline scripts we built; nothing from elsewhere, no frames around us. */
function securityPolicy(scripts: Set<string>): string {
  const hashes = [...scripts].map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'none'",
    // Pagefind, the search, is WebAssembly.
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`,
    "style-src 'self'",
    // The colours of code are style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    // A lesson may show a dashboard, which a service of the stack draws.
    'frame-src http://127.0.0.1:* http://localhost:*',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
