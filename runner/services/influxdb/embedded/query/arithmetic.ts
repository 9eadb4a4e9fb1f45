import type { Cell } from '../result.ts';

/** The types that a value in a query has; `tag` is a string that is in the key of a series. */
export type ValueType = 'float' | 'integer' | 'string' | 'boolean' | 'tag' | 'unknown';

/** A function over two values. */
export type Operation = (left: Cell, right: Cell) => Cell;

const FLOAT: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? 0 : left / right),
  '%': (left, right) => left % right,
};

const INTEGER: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '%': (left, right) => (right === 0n ? 0n : left % right),
  '&': (left, right) => left & right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
};

const BOOLEAN: Readonly<Record<string, (left: boolean, right: boolean) => boolean>> = {
  '&': (left, right) => left && right,
  '|': (left, right) => left || right,
  '^': (left, right) => left !== right,
};

const COMPARISONS = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** Whether an operator compares its operands. */
export function isComparison(op: string): boolean {
  return COMPARISONS.has(op);
}

/** An integer as the number that it is, if that is exact. It wraps around as 64 bits do. */
export function integerCell(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= BigInt(Number.MIN_SAFE_INTEGER) && wrapped <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wrapped) : wrapped;
}

/**
 * The type that an operator makes of two, or `undefined` when it takes no such operands. Division of integers makes
 * floats, as in SELECT.
 */
export function resultType(op: string, left: ValueType, right: ValueType): ValueType | undefined {
  if (left === 'unknown' || right === 'unknown') return 'unknown';
  if (left === 'boolean' && right === 'boolean') return BOOLEAN[op] === undefined ? undefined : 'boolean';
  if (!isNumeric(left) || !isNumeric(right)) return undefined;
  if (left === 'integer' && right === 'integer') return op === '/' ? 'float' : 'integer';
  return FLOAT[op] === undefined ? undefined : 'float';
}

/** Whether a type is one of numbers. */
export function isNumeric(type: ValueType): boolean {
  return type === 'float' || type === 'integer';
}

/** The operation that an operator stands for between two types. Nothing of anything is nothing. */
export function operationOf(op: string, left: ValueType, right: ValueType): Operation {
  const compute =
    left === 'boolean'
      ? booleanOperation(op)
      : left === 'integer' && right === 'integer'
        ? integerOperation(op)
        : floatOperation(op);
  return (a, b) => (a === null || b === null ? null : compute(a, b));
}

function booleanOperation(op: string): Operation {
  const compute = BOOLEAN[op];
  return (left, right) => (compute === undefined ? null : compute(left === true, right === true));
}

function floatOperation(op: string): Operation {
  const compute = FLOAT[op];
  return (left, right) => (compute === undefined ? null : compute(Number(left), Number(right)));
}

function integerOperation(op: string): Operation {
  if (op === '/') return floatOperation('/');
  const whole = INTEGER[op];
  // Most integers are small, so that plain numbers compute the same.
  const quick = op === '+' || op === '-' || op === '*' ? FLOAT[op] : undefined;
  return (left, right) => {
    if (quick !== undefined && typeof left === 'number' && typeof right === 'number') {
      const result = quick(left, right);
      if (Number.isSafeInteger(result)) return result;
    }
    if (whole === undefined || !isWhole(left) || !isWhole(right)) return null;
    return integerCell(whole(BigInt(left), BigInt(right)));
  };
}

function isWhole(value: Cell): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}
