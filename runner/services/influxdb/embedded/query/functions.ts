import type { ValueType } from './arithmetic.ts';
import { isNumeric } from './arithmetic.ts';

/** Which functions InfluxQL has here, and what they do with the points they are given. */
export type FunctionKind = 'aggregate' | 'selector' | 'transformation';

type Definition = {
  kind: FunctionKind;
  /** The types of fields that it takes. */
  takes: readonly ValueType[];
  /** The type of its result; `same` is the type of the field. */
  gives: ValueType | 'same';
};

const NUMBERS: readonly ValueType[] = ['float', 'integer'];
const ALL: readonly ValueType[] = ['float', 'integer', 'string', 'boolean'];
const ORDERED: readonly ValueType[] = ['float', 'integer', 'boolean'];

/** The functions by their names. */
export const FUNCTIONS: Readonly<Record<string, Definition>> = {
  count: { kind: 'aggregate', takes: ALL, gives: 'integer' },
  sum: { kind: 'aggregate', takes: NUMBERS, gives: 'same' },
  mean: { kind: 'aggregate', takes: NUMBERS, gives: 'float' },
  median: { kind: 'aggregate', takes: NUMBERS, gives: 'float' },
  mode: { kind: 'aggregate', takes: ALL, gives: 'same' },
  spread: { kind: 'aggregate', takes: NUMBERS, gives: 'same' },
  stddev: { kind: 'aggregate', takes: NUMBERS, gives: 'float' },
  distinct: { kind: 'aggregate', takes: ALL, gives: 'same' },
  integral: { kind: 'aggregate', takes: NUMBERS, gives: 'float' },
  min: { kind: 'selector', takes: ORDERED, gives: 'same' },
  max: { kind: 'selector', takes: ORDERED, gives: 'same' },
  first: { kind: 'selector', takes: ALL, gives: 'same' },
  last: { kind: 'selector', takes: ALL, gives: 'same' },
  percentile: { kind: 'selector', takes: NUMBERS, gives: 'same' },
  top: { kind: 'selector', takes: NUMBERS, gives: 'same' },
  bottom: { kind: 'selector', takes: NUMBERS, gives: 'same' },
  derivative: { kind: 'transformation', takes: NUMBERS, gives: 'float' },
  non_negative_derivative: { kind: 'transformation', takes: NUMBERS, gives: 'float' },
  difference: { kind: 'transformation', takes: NUMBERS, gives: 'same' },
  non_negative_difference: { kind: 'transformation', takes: NUMBERS, gives: 'same' },
  moving_average: { kind: 'transformation', takes: NUMBERS, gives: 'float' },
  cumulative_sum: { kind: 'transformation', takes: NUMBERS, gives: 'same' },
  elapsed: { kind: 'transformation', takes: ALL, gives: 'integer' },
};

/** Functions of InfluxDB that are not here. */
export const MISSING_FUNCTIONS = new Set(['sample', 'holt_winters', 'holt_winters_with_fit']);

/** What a function makes of a field's type. */
export function functionType(name: string, type: ValueType): ValueType {
  const gives = FUNCTIONS[name]?.gives ?? 'unknown';
  return gives === 'same' ? type : gives;
}

/** Whether `f(*)` is made for fields of a type. */
export function expandsTo(name: string, type: ValueType): boolean {
  if (isNumeric(type)) return true;
  if (type === 'boolean') return ['count', 'first', 'last', 'distinct', 'elapsed', 'mode', 'sample', 'min', 'max'].includes(name);
  return type === 'string' && ['count', 'first', 'last', 'distinct', 'elapsed', 'mode', 'sample'].includes(name);
}
