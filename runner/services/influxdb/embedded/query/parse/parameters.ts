import { QueryError } from '../query-error.ts';

/** A value for `$name`, as a token of the query. */
export type Bound = { kind: string; text: string };

/** What a parameter's JSON value stands for in the query. Throws a `QueryError` when it can be none. */
export function bindParameter(value: unknown): Bound {
  if (typeof value === 'number')
    return Number.isInteger(value) ? { kind: 'INTEGER', text: String(value) } : { kind: 'NUMBER', text: String(value) };
  if (typeof value === 'bigint') return { kind: 'INTEGER', text: String(value) };
  if (typeof value === 'string') return { kind: 'STRING', text: value };
  if (typeof value === 'boolean') return { kind: value ? 'TRUE' : 'FALSE', text: '' };
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return bindObject(value);
  throw new QueryError(`unable to bind parameter with type ${value === null ? '<nil>' : '[]interface {}'}`);
}

function bindObject(value: object): Bound {
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1)
    throw new QueryError('bound object parameter value must have exactly one entry');
  const [kind, inner] = entry;
  const text = String(inner);
  switch (kind) {
    case 'ident':
    case 'identifier':
      return { kind: 'IDENT', text };
    case 'regex':
      return { kind: 'REGEX', text };
    case 'string':
      return { kind: 'STRING', text };
    case 'float':
    case 'number':
      return { kind: 'NUMBER', text };
    case 'int':
    case 'integer':
      return { kind: 'INTEGER', text };
    case 'duration':
      return { kind: 'DURATIONVAL', text };
    default:
      throw new QueryError(`unknown bind object type: ${kind}`);
  }
}
