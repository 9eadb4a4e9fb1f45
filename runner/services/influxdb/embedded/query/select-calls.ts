import type { Cell } from '../result.ts';
import type { Time } from '../store/time.ts';
import { accumulatorOf, numberOf } from './aggregate/accumulator-of.ts';
import { integrate } from './aggregate/integral.ts';
import { transform } from './aggregate/transformations.ts';
import type { CallColumns } from './call-columns.ts';
import { callType } from './call-type.ts';
import { fillWindows } from './fill.ts';
import { FUNCTIONS } from './functions.ts';
import { mergeRows } from './lanes.ts';
import type { Call, NameRef } from './parse/ast.ts';
import { type Plan, type RowOrPause, rangeOf } from './plan.ts';
import { Points } from './points.ts';
import { type Reference, readingOf } from './references.ts';
import { type Target, WindowScan } from './scan-windows.ts';
import { referenceType } from './select-raw.ts';
import type { Group } from './source.ts';
import { Windows } from './windows.ts';

const SECOND_NS = 1e9;
/** Points between two pauses. */
const PAUSE_POINTS = 1000;

/** The rows of a SELECT with functions: one for each time at which one of them has a point. */
export function* callRows(plan: Plan, group: Group, columns: CallColumns): Generator<RowOrPause, void> {
  // LIMIT and OFFSET are of each function's points, not of the rows that these make together.
  const computed = yield* computeCalls(plan, group, columns);
  const results = computed.map((points) => points.page(plan.limit, plan.offset));
  const gap: Cell = plan.fill.kind === 'number' ? plan.fill.value : null;
  const next = results.map(() => 0);
  for (;;) {
    const time = nextTime(results, next, plan.isDescending);
    if (time === undefined) return;
    const leaves: Cell[] = [];
    let aux: readonly Cell[] | undefined;
    for (const [i, points] of results.entries()) {
      const place = next[i] ?? 0;
      if (points.ms[place] !== time.ms || points.ns[place] !== time.ns) {
        leaves.push(gap);
        continue;
      }
      leaves.push(points.values[place] ?? null);
      aux ??= points.aux[place];
      next[i] = place + 1;
    }
    for (let i = 0; i < columns.aux.length; i += 1) leaves.push(aux === undefined ? gap : (aux[i] ?? null));
    yield [time, ...columns.compiled.map(({ compute }) => compute(leaves))];
  }
}

function nextTime(results: readonly Points[], next: readonly number[], isDescending: boolean): Time | undefined {
  let time: Time | undefined;
  for (const [i, points] of results.entries()) {
    const place = next[i] ?? 0;
    if (place >= points.length) continue;
    const other = points.timeAt(place);
    const distance = time === undefined ? -1 : other.ms - time.ms || other.ns - time.ns;
    if (time === undefined || (isDescending ? distance > 0 : distance < 0)) time = other;
  }
  return time;
}

function* computeCalls(plan: Plan, group: Group, columns: CallColumns): Generator<undefined, Points[]> {
  const results: Points[] = columns.calls.map(() => new Points());
  // Functions that look back as far are read together.
  const batches = new Map<number, number[]>();
  for (const [i, call] of columns.calls.entries()) {
    if (isOverPoints(call)) results[i] = yield* computeOverPoints(plan, group, call);
    else {
      const extra = extraWindows(call);
      batches.set(extra, [...(batches.get(extra) ?? []), i]);
    }
  }
  for (const [extra, indexes] of batches) {
    const calls = indexes.map((i) => columns.calls[i]).filter((call) => call !== undefined);
    const points = yield* computeWindows({ plan, group, columns, extra }, calls);
    for (const [place, i] of indexes.entries()) results[i] = points[place] ?? new Points();
  }
  return results;
}

/** Whether a function takes the points as they are, not window by window. */
function isOverPoints(call: Call): boolean {
  return call.name === 'integral' || (FUNCTIONS[call.name]?.kind === 'transformation' && call.args[0]?.kind !== 'call');
}

function extraWindows(call: Call): number {
  if (FUNCTIONS[call.name]?.kind !== 'transformation' || call.args[0]?.kind !== 'call') return 0;
  if (call.name === 'cumulative_sum') return extraWindows(call.args[0]);
  // One, also for moving_average(): InfluxDB 1.6.7 does not look back as far as that has windows to take in.
  return 1 + extraWindows(call.args[0]);
}

function* computeOverPoints(plan: Plan, group: Group, call: Call): Generator<undefined, Points> {
  const name = nameIn(call);
  const type = referenceType(name, plan);
  const readings = group.series.flatMap((series) => readingOf(series, [{ ref: name, type }], plan.condition) ?? []);
  const points = new Points();
  for (const row of mergeRows(readings, rangeOf(plan), plan.isDescending)) {
    if (row !== undefined) points.add(row, row.values[0] ?? null);
    if (row === undefined || points.length % PAUSE_POINTS === 0) yield;
  }
  const unit = numberOf(call, 1);
  if (call.name !== 'integral') return transform(points, { name: call.name, type, unit: unit || defaultUnit(call), size: unit });
  const windows = plan.interval && new Windows(plan.interval);
  return integrate(points, { unit: unit || SECOND_NS, windows, isDescending: plan.isDescending });
}

function defaultUnit(call: Call): number {
  return call.name === 'elapsed' ? 1 : SECOND_NS;
}

/** The field that a function is of, or the function inside. */
function nameIn(call: Call): NameRef {
  const [first] = call.args;
  if (first?.kind === 'call') return nameIn(first);
  return first?.kind === 'name' ? first : { kind: 'name', name: '' };
}

/** The aggregate or selector that a transformation is of, or the function itself. */
function windowed(call: Call): Call {
  const [first] = call.args;
  return FUNCTIONS[call.name]?.kind === 'transformation' && first?.kind === 'call' ? windowed(first) : call;
}

type Batch = { plan: Plan; group: Group; columns: CallColumns; extra: number };

function* computeWindows({ plan, group, columns, extra }: Batch, calls: readonly Call[]): Generator<undefined, Points[]> {
  const references: Reference[] = calls.map((call) => ({ ref: nameIn(call), type: referenceType(nameIn(call), plan) }));
  const targets: Target[] = calls.map((call, reference) => {
    return { reference, accumulator: accumulatorOf(windowed(call), references[reference]?.type ?? 'unknown') };
  });
  const windows = plan.interval && new Windows(plan.interval);
  const range = rangeOf(plan, extra);
  const scan = new WindowScan({ windows, range, auxFrom: references.length }, targets);
  for (const series of group.series) {
    const reading = readingOf(series, [...references, ...columns.aux], plan.condition);
    if (reading !== undefined) yield* scan.read(reading);
  }
  const finished: Points[] = [];
  for (const [i, call] of calls.entries()) {
    const target = targets[i];
    const type = references[i]?.type ?? 'unknown';
    if (target === undefined) continue;
    const points = scan.finish(target, { isDescending: plan.isDescending, time: windowTime(plan, windows, columns.hasOwnTimes) });
    finished[i] = yield* finishCall(call, points, { plan, windows, extra, type });
    yield;
  }
  return finished;
}

function windowTime(plan: Plan, windows: Windows | undefined, hasOwnTimes: boolean): (start: number) => Time | undefined {
  if (windows !== undefined) return (start) => windows.timeOf(start);
  if (hasOwnTimes) return () => undefined;
  const time = plan.from === undefined ? { ms: 0, ns: 0 } : rangeOf(plan).from;
  return () => time;
}

type Finishing = { plan: Plan; windows: Windows | undefined; extra: number; type: Reference['type'] };

/** Fills windows, and goes from the function inside to those around it. */
function* finishCall(call: Call, points: Points, finishing: Finishing): Generator<undefined, Points> {
  const { plan, windows, extra, type } = finishing;
  const [first] = call.args;
  if (FUNCTIONS[call.name]?.kind === 'transformation' && first?.kind === 'call') {
    const input = yield* finishCall(first, points, finishing);
    const unit = numberOf(call, 1);
    const inner = callType(first, type);
    const length = Number(plan.interval?.length ?? 0n);
    return transform(input, { name: call.name, type: inner, unit: unit || (call.name === 'elapsed' ? 1 : length), size: unit });
  }
  if (windows === undefined || ['top', 'bottom', 'distinct'].includes(call.name)) return points;
  const range = rangeOf(plan, extra);
  const isCount = call.name === 'count' && plan.fill.kind === 'null';
  return yield* fillWindows(points, {
    windows,
    first: plan.from === undefined ? undefined : windows.startOf(range.from.ms, range.from.ns),
    last: windows.startOf(range.to.ms, range.to.ns),
    fill: isCount ? { kind: 'number', value: 0 } : plan.fill,
    type: callType(call, type),
    isDescending: plan.isDescending,
  });
}
