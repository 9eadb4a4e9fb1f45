import type { Column } from './model.ts';
import type { Rows } from './rows.ts';

/** Rows and, for each of them, its place among the rows that are made. */
export type Scattered = { rows: Rows; to: Int32Array };

type Target = { column: Column; present: Uint8Array };

/**
 * Makes rows out of rows of several sources. Where several go to the same place their fields come together there; of
 * the same field the later source wins, and of the same source the later row.
 */
export function scatterRows(sources: readonly Scattered[], length: number): Rows {
  const ms = new Float64Array(length);
  const ns = sources.some(({ rows }) => rows.ns) ? new Int32Array(length) : undefined;
  const targets = new Map<string, Target>();
  for (const { rows, to } of sources) {
    for (let i = 0; i < rows.length; i++) ms[to[i] ?? 0] = rows.ms[i] ?? 0;
    if (ns && rows.ns) for (let i = 0; i < rows.length; i++) ns[to[i] ?? 0] = rows.ns[i] ?? 0;
    for (const [name, column] of rows.columns) {
      const target = targets.get(name) ?? makeTarget(sources, name, column, length);
      targets.set(name, target);
      copyPresent(column.present, to.subarray(0, rows.length), target.present);
      copyValues(column, to.subarray(0, rows.length), target.column);
    }
  }
  const columns = new Map([...targets].map(([name, target]) => [name, finish(target)]));
  return { length, ms, ns, columns };
}

function makeTarget(sources: readonly Scattered[], ...[name, { type }, length]: [string, Column, number]): Target {
  const isBig = () => sources.some(({ rows }) => rows.columns.get(name)?.values instanceof BigInt64Array);
  const present = new Uint8Array(length);
  if (type === 'string') return { column: { type, values: new Array<string>(length).fill(''), present }, present };
  if (type === 'boolean') return { column: { type, values: new Uint8Array(length), present }, present };
  if (type === 'float') return { column: { type, values: new Float64Array(length), present }, present };
  return { column: { type, values: isBig() ? new BigInt64Array(length) : new Float64Array(length), present }, present };
}

function copyPresent(present: Uint8Array | undefined, to: Int32Array, target: Uint8Array): void {
  for (let i = 0; i < to.length; i++) if (!present || present[i] === 1) target[to[i] ?? 0] = 1;
}

/** A loop per kind of array, so that each runs over one kind only. */
function copyValues(source: Column, to: Int32Array, target: Column): void {
  const { present } = source;
  const [from, into] = [source.values, target.values];
  if (from instanceof Float64Array && into instanceof Float64Array) {
    for (let i = 0; i < to.length; i++) if (!present || present[i] === 1) into[to[i] ?? 0] = from[i] ?? 0;
  } else if (into instanceof BigInt64Array) {
    for (let i = 0; i < to.length; i++)
      if (!present || present[i] === 1) into[to[i] ?? 0] = BigInt((from[i] as number | bigint | undefined) ?? 0);
  } else if (from instanceof Uint8Array && into instanceof Uint8Array) {
    for (let i = 0; i < to.length; i++) if (!present || present[i] === 1) into[to[i] ?? 0] = from[i] ?? 0;
  } else {
    const [texts, target] = [from as readonly string[], into as string[]];
    for (let i = 0; i < to.length; i++) if (!present || present[i] === 1) target[to[i] ?? 0] = texts[i] ?? '';
  }
}

function finish({ column, present }: Target): Column {
  return present.includes(0) ? column : { ...column, present: undefined };
}
