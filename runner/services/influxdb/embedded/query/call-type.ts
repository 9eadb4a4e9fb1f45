import type { ValueType } from './arithmetic.ts';
import { functionType } from './functions.ts';
import type { Call } from './parse/ast.ts';

/** The type of a function's result, given the type of the field at its heart. */
export function callType(call: Call, type: ValueType): ValueType {
  const [first] = call.args;
  return functionType(call.name, first?.kind === 'call' ? callType(first, type) : type);
}
