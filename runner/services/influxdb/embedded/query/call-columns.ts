import { callType } from './call-type.ts';
import { type Compiled, compileExpression } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import type { Call, Expr } from './parse/ast.ts';
import { expressionText } from './parse/expression-text.ts';
import type { Plan } from './plan.ts';
import { QueryError } from './query-error.ts';
import type { Reference } from './references.ts';
import { referenceType } from './select-raw.ts';

/** The columns of a SELECT with functions. Their values come from the functions' results, and behind those the aux columns. */
export type CallColumns = {
  calls: Call[];
  aux: Reference[];
  compiled: Compiled[];
  /** The only function is a selector, whose point keeps its time unless there are windows. */
  hasOwnTimes: boolean;
};

/** Finds the functions of a plan, each once. Throws a `QueryError` when one takes no such field. */
export function callColumns(plan: Plan): CallColumns {
  const calls = new Map<string, Call>();
  const aux: Reference[] = [];
  for (const { expr } of plan.fields) collect(expr, calls);
  const [top] = [...calls.values()].filter(({ name }) => name === 'top' || name === 'bottom');
  for (const arg of top?.args.slice(1, -1) ?? []) if (arg.kind === 'name') aux.push({ ref: arg, type: referenceType(arg, plan) });
  const list = [...calls.values()];
  for (const call of list) checkTypes(call, plan);
  const keys = [...calls.keys()];
  const compiled = plan.fields.map(({ expr }) =>
    compileExpression(expr, {
      typeOfName: plan.typeOfName,
      leaf: (part) => {
        if (part.kind === 'call' && FUNCTIONS[part.name] !== undefined) {
          return { index: keys.indexOf(expressionText(part)), type: callType(part, heartType(part, plan)) };
        }
        if (part.kind !== 'name') return undefined;
        const type = referenceType(part, plan);
        let index = aux.findIndex(({ ref }) => ref.name === part.name && ref.cast === part.cast);
        if (index < 0) index = aux.push({ ref: part, type }) - 1;
        return { index: list.length + index, type };
      },
    }),
  );
  const [only] = list;
  return { calls: list, aux, compiled, hasOwnTimes: list.length === 1 && FUNCTIONS[only?.name ?? '']?.kind === 'selector' };
}

function collect(expr: Expr, calls: Map<string, Call>): void {
  if (expr.kind === 'paren') collect(expr.inner, calls);
  if (expr.kind === 'binary') {
    collect(expr.left, calls);
    collect(expr.right, calls);
  }
  if (expr.kind !== 'call') return;
  if (FUNCTIONS[expr.name] === undefined) for (const arg of expr.args) collect(arg, calls);
  else calls.set(expressionText(expr), expr);
}

function heartType(call: Call, plan: Plan): Reference['type'] {
  const [first] = call.args;
  if (first?.kind === 'call') return heartType(first, plan);
  return first?.kind === 'name' ? referenceType(first, plan) : 'unknown';
}

function checkTypes(call: Call, plan: Plan): void {
  const [first] = call.args;
  if (first?.kind === 'call') checkTypes(first, plan);
  const type = first?.kind === 'call' ? callType(first, heartType(first, plan)) : heartType(call, plan);
  if (type === 'unknown' || type === 'tag' || FUNCTIONS[call.name]?.takes.includes(type) === true) return;
  const name = call.name.replace('non_negative_', '').replace('_', ' ');
  throw new QueryError(`unsupported ${name} iterator type: *query.${type}InterruptIterator`);
}
