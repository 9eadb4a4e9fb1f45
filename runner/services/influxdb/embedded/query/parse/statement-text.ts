import type { MeasurementRef, Select, Source, Statement } from './ast.ts';
import { expressionText, quoteName } from './expression-text.ts';

/** A statement that changes something, as InfluxDB writes it in its warning; `undefined` for one that only reads, and for DELETE. */
export function changeText(statement: Statement, db: string): string | undefined {
  switch (statement.kind) {
    case 'createDatabase':
      return `CREATE DATABASE ${quoteName(statement.name)}`;
    case 'dropDatabase':
      return `DROP DATABASE ${quoteName(statement.name)}`;
    case 'dropMeasurement':
      return `DROP MEASUREMENT ${quoteName(statement.name)}`;
    case 'dropSeries': {
      const from =
        statement.sources.length === 0
          ? ''
          : ` FROM ${statement.sources.map((source) => sourceText(source, undefined)).join(', ')}`;
      return `DROP SERIES${from}${statement.condition === undefined ? '' : ` WHERE ${expressionText(statement.condition)}`}`;
    }
    case 'select':
      return statement.into === undefined ? undefined : selectText(statement, db);
    default:
      return undefined;
  }
}

/** `db` is what names without a database get; they stay as they are in subqueries' own text. */
function selectText(select: Select, db: string): string {
  const { fields, into, sources, condition, dimensions, fill, order } = select;
  const columns = fields.map(({ expr, alias }) => `${expressionText(expr)}${alias === '' ? '' : ` AS ${quoteName(alias)}`}`);
  const clauses = [
    `SELECT ${columns.join(', ')}`,
    into && `INTO ${sourceText(into, db)}`,
    `FROM ${sources.map((source) => sourceText(source, db)).join(', ')}`,
    condition && `WHERE ${expressionText(condition)}`,
    dimensions.length > 0 ? `GROUP BY ${dimensions.map((expr) => expressionText(expr)).join(', ')}` : undefined,
    fill.kind === 'null' ? undefined : `fill(${fill.kind === 'number' ? fill.value : fill.kind})`,
    order && `ORDER BY time ${order === 'descending' ? 'DESC' : 'ASC'}`,
    select.limit > 0 ? `LIMIT ${select.limit}` : undefined,
    select.offset > 0 ? `OFFSET ${select.offset}` : undefined,
    select.seriesLimit > 0 ? `SLIMIT ${select.seriesLimit}` : undefined,
    select.seriesOffset > 0 ? `SOFFSET ${select.seriesOffset}` : undefined,
  ];
  return clauses.filter((clause) => clause !== undefined).join(' ');
}

function sourceText(source: Source, db: string | undefined): string {
  if (source.kind === 'subquery') return `(${selectText(source.select, db ?? '')})`;
  const prefix = prefixOf(source, db);
  if (source.regex !== undefined) return `${prefix}${expressionText(source.regex)}`;
  return `${prefix}${source.name === '' ? ':MEASUREMENT' : quoteName(source.name)}`;
}

function prefixOf({ database, policy }: MeasurementRef, db: string | undefined): string {
  const owner = database === '' ? (db ?? '') : database;
  if (owner === '' && policy === '') return '';
  return `${owner === '' ? '' : `${quoteName(owner)}.`}${quoteName(policy === '' ? 'autogen' : policy)}.`;
}
