import type { Context } from 'hono';
import type * as z from 'zod';
import { refuse } from './refusal.ts';

/** So deep may a body be nested; dashboards have some twenty levels, and whoever walks them may be recursive. */
const MAX_DEPTH = 500;

/**
 * The body of a request as JSON of a shape.
 * @throws Refusal 400 in Grafana's words for what is not called JSON, or is none, or is not of this shape
 */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw refuse(400, 'bad request data');
  const text = await c.req.text();
  if (isTooDeep(text)) throw refuse(400, 'bad request data');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse(400, 'bad request data');
  }
  const read = schema.safeParse(value);
  if (!read.success) throw refuse(400, 'bad request data');
  return read.data;
}

/** Whether brackets are nested too deep, those in texts aside. */
function isTooDeep(text: string): boolean {
  let [depth, isInText] = [0, false];
  for (let i = 0; i < text.length && depth <= MAX_DEPTH; i++) {
    const char = text[i];
    if (isInText && char === '\\') i++;
    else if (char === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
  }
  return depth > MAX_DEPTH;
}
