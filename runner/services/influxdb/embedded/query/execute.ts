import { QueryRefusal, type QueryRequest, type Row, type StatementResult } from '../result.ts';
import type { Store } from '../store/model.ts';
import { nanosecondsOfTime } from '../store/time.ts';
import { answerParts } from './answer-parts.ts';
import { changedDatabase, createDatabase, removePoints } from './change.ts';
import type { Context } from './context.ts';
import type { Statement } from './parse/ast.ts';
import { parseQuery } from './parse/parse-query.ts';
import { changeText } from './parse/statement-text.ts';
import { planSelect } from './plan-select.ts';
import { QueryError } from './query-error.ts';
import { selectInto } from './select-into.ts';
import {
  showDatabases,
  showFieldKeys,
  showMeasurements,
  showRetentionPolicies,
  showSeries,
  showTagKeys,
  showTagValues,
} from './show.ts';

/**
 * Runs the statements of a request one after the other. Throws a `QueryRefusal` before the first result when the text is
 * no InfluxQL. What goes wrong in a statement is in its result; as in InfluxDB, those behind it are not executed.
 */
export async function* runQuery(store: Store, request: QueryRequest): AsyncGenerator<StatementResult, void> {
  const statements = parse(request);
  const context: Context = { store, db: request.db, rp: request.rp, now: nanosecondsOfTime(request.now), signal: request.signal };
  for (const [statementId, statement] of statements.entries()) {
    if (request.signal.aborted) return;
    try {
      for await (const part of execute(statement, context, request.chunkSize))
        yield { statementId, ...part, ...(request.isRead && warningOf(statement, context)) };
    } catch (error) {
      if (request.signal.aborted) return; // nobody is there to hear of it
      yield* refuse(error, { statementId, count: statements.length, request });
      return;
    }
  }
}

function parse(request: QueryRequest): Statement[] {
  try {
    return parseQuery(request.q, request.params);
  } catch (error) {
    if (error instanceof QueryError) throw new QueryRefusal(`error parsing query: ${error.message}`);
    throw error;
  }
}

/** With GET, a statement that changes something is carried out with a warning. */
function warningOf(statement: Statement, context: Context): Pick<StatementResult, 'messages'> {
  const text = changeText(statement, context.db);
  if (text === undefined) return {};
  const warning = `deprecated use of '${text}' in a read only context, please use a POST request instead`;
  return { messages: [{ level: 'warning', text: warning }] };
}

type Failed = { statementId: number; count: number; request: QueryRequest };

/** InfluxDB puts "not executed" under the number of the statement that failed, over its error when that is not the last. */
function* refuse(error: unknown, { statementId, count, request }: Failed): Generator<StatementResult, void> {
  const message = error instanceof Error ? error.message : String(error);
  const isLast = statementId === count - 1;
  if (isLast || request.chunkSize !== undefined) yield { statementId, error: message };
  for (let id = statementId; id < count - 1; id += 1) yield { statementId: id, error: 'not executed' };
}

type Part = Omit<StatementResult, 'statementId'>;

async function* execute(statement: Statement, context: Context, chunkSize: number | undefined): AsyncGenerator<Part, void> {
  if (statement.kind === 'select') {
    const plan = planSelect(statement, context);
    const { into } = statement;
    if (into !== undefined) yield { series: await selectInto(context, { ...statement, into }, plan) };
    else
      for await (const part of answerParts(plan, { chunkSize, signal: context.signal }))
        yield statement.zone === undefined ? part : { ...part, zone: statement.zone };
    return;
  }
  const series = show(statement, context);
  if (series === undefined) await change(statement, context);
  yield series === undefined || series.length === 0 ? {} : { series };
}

/** The rows of a SHOW statement; `undefined` for a statement of another kind. */
function show(statement: Statement, context: Context): Row[] | undefined {
  switch (statement.kind) {
    case 'showDatabases':
      return showDatabases(context);
    case 'showRetentionPolicies':
      return showRetentionPolicies(context, statement);
    case 'showMeasurements':
      return showMeasurements(context, statement);
    case 'showTagKeys':
      return showTagKeys(context, statement);
    case 'showTagValues':
      return showTagValues(context, statement);
    case 'showFieldKeys':
      return showFieldKeys(context, statement);
    case 'showSeries':
      return showSeries(context, statement);
    default:
      return undefined;
  }
}

async function change(statement: Statement, context: Context): Promise<void> {
  switch (statement.kind) {
    case 'createDatabase':
      await createDatabase(context, statement.name);
      return;
    case 'dropDatabase':
      await context.store.dropDatabase(statement.name);
      return;
    case 'dropMeasurement':
      await changedDatabase(context).dropMeasurement(statement.name);
      return;
    case 'delete':
    case 'dropSeries':
      await removePoints(context, statement);
      return;
    default:
      throw new QueryError(`${statement.kind === 'unsupported' ? statement.statement : statement.kind} is not supported`);
  }
}
