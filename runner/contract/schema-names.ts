import * as z from 'zod';

/** The names of the fields that a schema has at a path; empty where it has none. */
export function schemaNames(schema: z.ZodType | undefined, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(schema);
  const [key, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<PropertyKey, z.ZodType>;
    return key === undefined ? Object.keys(shape) : schemaNames(shape[key], rest);
  }
  if (inner instanceof z.ZodArray && key !== undefined) return schemaNames(inner.element as z.ZodType, rest);
  return [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional) return unwrap(schema.unwrap() as z.ZodType);
  return schema;
}
