import * as z from 'zod';

const param = z.union([z.string(), z.number()]).transform(String);
const part = z.object({
  type: z.string(),
  params: z
    .array(param)
    .nullish()
    .transform((params) => params ?? []),
});
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => String(value ?? ''));

/** A query of a panel as Grafana's query editor writes it: raw InfluxQL, or the steps of the builder. */
export const queryModel = z.object({
  refId: z.string().default('A'),
  query: text,
  rawQuery: z.boolean().nullish(),
  measurement: text,
  policy: text,
  select: z
    .array(z.array(part))
    .nullish()
    .transform((select) => select ?? []),
  groupBy: z
    .array(part)
    .nullish()
    .transform((groupBy) => groupBy ?? []),
  tags: z
    .array(z.object({ key: z.string(), value: z.string(), operator: text, condition: text }))
    .nullish()
    .transform((tags) => tags ?? []),
  orderByTime: text,
  limit: text,
  slimit: text,
  tz: text,
  alias: text,
  resultFormat: text,
  intervalMs: z.number().nullish(),
  hide: z.boolean().nullish(),
});
export type QueryModel = z.infer<typeof queryModel>;
