import type { Cell } from '../result.ts';
import { operationOf, resultType, type ValueType } from './arithmetic.ts';
import { keepsInteger, MATH_FUNCTIONS } from './math-functions.ts';
import type { Call, Expr } from './parse/ast.ts';
import { expressionText } from './parse/expression-text.ts';
import { QueryError } from './query-error.ts';

/** A column's expression, ready to be computed from the values of what it names. */
export type Compiled = { type: ValueType; compute: (leaves: readonly Cell[]) => Cell };

/** What an expression is made of: where the value of a name or of a function is, and of what type. */
export type Leaves = {
  leaf: (expr: Expr) => { index: number; type: ValueType } | undefined;
  /** For error texts. */
  typeOfName: (name: string) => string | undefined;
};

/** Makes a function of an expression. Throws a `QueryError` when its types do not fit. */
export function compileExpression(expr: Expr, leaves: Leaves): Compiled {
  const leaf = leaves.leaf(expr);
  if (leaf !== undefined) {
    const { index, type } = leaf;
    return { type, compute: (values) => values[index] ?? null };
  }
  switch (expr.kind) {
    case 'paren':
      return compileExpression(expr.inner, leaves);
    case 'integer': {
      const value = Number.isSafeInteger(Number(expr.value)) ? Number(expr.value) : expr.value;
      return { type: 'integer', compute: () => value };
    }
    case 'number':
      return { type: 'float', compute: () => expr.value };
    case 'string':
      return { type: 'string', compute: () => expr.value };
    case 'boolean':
      return { type: 'boolean', compute: () => expr.value };
    case 'binary':
      return compileBinary(expr, leaves);
    case 'call':
      return compileMath(expr, leaves);
    default:
      throw new QueryError('unimplemented');
  }
}

function compileBinary(expr: Expr & { kind: 'binary' }, leaves: Leaves): Compiled {
  const left = compileExpression(expr.left, leaves);
  const right = compileExpression(expr.right, leaves);
  const type = resultType(expr.op, left.type, right.type);
  if (type === undefined) {
    const text = expressionText(expr, leaves.typeOfName);
    throw new QueryError(`type error: ${text}: ${misfit(expr.op, left.type, right.type)}`);
  }
  if (type === 'unknown') return { type, compute: () => null };
  const operation = operationOf(expr.op, left.type, right.type);
  return { type, compute: (values) => operation(left.compute(values), right.compute(values)) };
}

function misfit(op: string, left: ValueType, right: ValueType): string {
  if (left !== right) return `incompatible types: ${left} and ${right}`;
  return `incompatible types: ${left} and ${right} (${op})`;
}

function compileMath(call: Call, leaves: Leaves): Compiled {
  const math = MATH_FUNCTIONS[call.name];
  if (math === undefined) throw new QueryError(`undefined function ${call.name}()`);
  const args = call.args.map((arg) => compileExpression(arg, leaves));
  const [first, second] = args;
  if (first === undefined) throw new QueryError(`undefined function ${call.name}()`);
  const isWhole = keepsInteger(call.name) && first.type === 'integer';
  return {
    type: isWhole ? 'integer' : 'float',
    compute: (values) => {
      const a = first.compute(values);
      const b = second === undefined ? 0 : second.compute(values);
      if (a === null || b === null) return null;
      const result = math.compute(Number(a), Number(b));
      return Number.isFinite(result) ? result : null;
    },
  };
}
