import type { Context } from 'hono';
import type * as z from 'zod';
import { refuse } from './refusal.ts';

/**
 * The body of a request as JSON of a shape.
 * @throws Refusal 400 in Grafana's words for what is not called JSON, or is none, or is not of this shape
 */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw refuse(400, 'bad request data');
  const text = await c.req.text();
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
