import { pageFiles } from './page-files.ts';

/** Only its own files; pages on the loopback, such as a lesson, may have it in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src https: http: data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self' http://localhost:* http://127.0.0.1:*",
].join('; ');

const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dashboards</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/public/page/main.css">
<script type="module" src="/public/page/main.js"></script>
</head>
<body><noscript>Dashboards are drawn by a script, and scripts are switched off in this browser.</noscript></body>
</html>
`;

/**
 * Answers a request for the page that draws dashboards, or for one of its files; undefined when the path is none of the
 * page's.
 */
export async function answerPage(request: Request): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  const isPage = /^\/(?:dashboards|d\/[^/]+(?:\/[^/]*)?|d-solo\/[^/]+(?:\/[^/]*)?)\/?$/.test(pathname);
  const name = /^\/public\/page\/([a-z.]+)$/.exec(pathname)?.[1];
  if (pathname !== '/' && !isPage && name === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  if (pathname === '/') return new Response(null, { status: 302, headers: { location: '/dashboards' } });
  if (isPage) return new Response(DOCUMENT, { headers: documentHeaders });
  return await answerFile(request, name ?? '');
}

const documentHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

async function answerFile(request: Request, name: string): Promise<Response> {
  const file = (await pageFiles()).get(name);
  if (!file) return new Response('Not found.\n', { status: 404, headers: { 'content-type': 'text/plain' } });
  const headers = {
    'content-type': file.type,
    'cache-control': 'no-cache',
    etag: file.etag,
    'x-content-type-options': 'nosniff',
  };
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers });
  return new Response(file.body, { headers });
}
