import type { IncomingMessage } from 'node:http';
import { readBody } from './read-body.ts';

/** Reads `a=b&c=d` as Go does: what has a semicolon in it or is not well escaped is left out. */
export function readPairs(text: string): URLSearchParams {
  const pairs = new URLSearchParams();
  for (const pair of text.split('&')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const decoded = pair === '' || pair.includes(';') ? undefined : decode(name, value);
    if (decoded) pairs.append(...decoded);
  }
  return pairs;
}

function decode(name: string, value: string): [string, string] | undefined {
  try {
    const [plainName, plainValue] = [name, value].map((text) => decodeURIComponent(text.replace(/\+/g, ' ')));
    return [plainName ?? '', plainValue ?? ''];
  } catch {
    return undefined; // not well escaped
  }
}

/** The values of a request: of its body, where that is a form, before those after the question mark. Files count as values. */
export async function readForm(request: IncomingMessage, search: URLSearchParams): Promise<URLSearchParams> {
  const type = request.headers['content-type'] ?? '';
  const [media = ''] = type.split(';');
  if (request.method !== 'POST') return search;
  if (media.trim() === 'application/x-www-form-urlencoded') {
    const form = readPairs((await readBody(request)).toString());
    return new URLSearchParams([...form, ...search]);
  }
  if (media.trim() !== 'multipart/form-data') return search;
  const parts = await new Response(new Uint8Array(await readBody(request)), { headers: { 'content-type': type } })
    .formData()
    .catch(() => new FormData());
  const texts = [...parts].map(async ([name, value]) => [name, typeof value === 'string' ? value : await value.text()]);
  return new URLSearchParams([...((await Promise.all(texts)) as [string, string][]), ...search]);
}
