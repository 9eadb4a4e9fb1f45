import type { Match } from '#contract/checks/base.ts';
import { matchInWords } from '#contract/checks/base.ts';
import type { CheckContext, ChecksOf } from '../define-check.ts';

/** Answers larger than this are not read further (characters): a check compares fields, it does not download. */
const MAX_BODY_CHARS = 4 * 1024 * 1024;

/** `http.status` and `http.json`: what an address of the stack answers. */
export const httpChecks = {
  'http.status': async ({ url, user, status }, context) => {
    const response = await ask(url, user, context);
    await response.body?.cancel();
    const passed = response.status === status;
    return {
      passed,
      expected: `${url} answers with ${status}`,
      actual: `it answers with ${response.status}`,
      ...(response.status === 401 && { hint: 'The name or password in the request is wrong.' }),
    };
  },
  'http.json': async ({ url, user, match }, context) => {
    const response = await ask(url, user, context);
    const expected = `${url} says ${matchInWords(match)}`;
    const text = await readText(response);
    const body = parse(text);
    if (body === undefined) return { passed: false, expected, actual: `it answers with ${response.status} and no JSON` };
    const items = Array.isArray(body) ? body : [body];
    if (items.some((item) => matches(item, match))) return { passed: true, expected, actual: `it says ${matchInWords(match)}` };
    return {
      passed: false,
      expected,
      actual: Array.isArray(body) ? `none of ${body.length} entries says so` : `it says ${inWords(body, match)}`,
    };
  },
} satisfies ChecksOf<'http'>;

async function ask(url: string, user: string | undefined, context: CheckContext): Promise<Response> {
  const authorization = user && `Basic ${Buffer.from(user).toString('base64')}`;
  return await fetch(context.resolve(url), {
    signal: context.signal,
    redirect: 'manual',
    ...(authorization && { headers: { authorization } }),
  });
}

/** The body, as far as it is looked at; what an endless one would still say is not waited for. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MAX_BODY_CHARS) break;
  }
  return text.slice(0, MAX_BODY_CHARS);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Said to the learner as "no JSON".
  }
}

/** True when `value` has every field of `match`; a dot reaches into objects. */
export function matches(value: unknown, match: Match): boolean {
  return Object.entries(match).every(([path, expected]) => fieldOf(value, path) === expected);
}

/** A field of a value; a dot reaches into objects. */
export function fieldOf(value: unknown, path: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (path in value) return (value as Record<string, unknown>)[path];
  const [head = '', ...rest] = path.split('.');
  return rest.length > 0 ? fieldOf((value as Record<string, unknown>)[head], rest.join('.')) : undefined;
}

function inWords(body: unknown, match: Match): string {
  return Object.keys(match)
    .map((path) => `${path} = ${JSON.stringify(fieldOf(body, path)) ?? 'nothing'}`)
    .join(' and ');
}
