import type { RowsLine } from '#contract/rows.ts';
import type { LanguageJob } from '../../../blocks/language-job.ts';
import { InfluxClient, InfluxRefusal } from '../client.ts';
import { missingName } from '../missing-name.ts';
import { printLines } from './print-lines.ts';
import { readStatement } from './read-statement.ts';
import { type Statement, splitStatements } from './split-statements.ts';
import { Table } from './table.ts';

/** What the block has chosen with USE; each block begins without. */
type Chosen = { database?: string; policy?: string | undefined };

/** A sentence of ours in place of InfluxDB's. */
class Refused extends InfluxRefusal {}

/** Runs a block's statements one after the other, up to the first that fails. Returns the exit status. */
export async function runInfluxql({ text, addresses }: LanguageJob, signal: AbortSignal): Promise<number> {
  const client = new InfluxClient(`http://${addresses.http ?? ''}`, signal);
  let chosen: Chosen = {};
  for (const statement of splitStatements(text)) {
    try {
      chosen = await runStatement(client, { statement, text, chosen });
    } catch (error) {
      if (signal.aborted) return 143;
      if (!(error instanceof InfluxRefusal)) throw error;
      await printLines([refusalLine(error, statement)]);
      return 1;
    }
  }
  return 0;
}

type Step = { statement: Statement; text: string; chosen: Chosen };

async function runStatement(client: InfluxClient, { statement, text, chosen }: Step): Promise<Chosen> {
  const read = readStatement(statement.text);
  if (read.do === 'refuse') throw new Refused(read.words);
  if (read.do === 'use') {
    const databases = await client.databases();
    if (!databases.includes(read.database)) throw new Refused(missingName('database', read.database, databases).actual);
    await printLines([{ note: `Using database ${read.database}` }]);
    return { database: read.database, policy: read.policy };
  }
  if (read.do === 'insert') {
    if (chosen.database === undefined) throw new Refused('database is required');
    await client.write(read.lines, chosen);
    await printLines([{ note: `Written: ${beginning(read.lines)}` }]);
    return chosen;
  }
  await query(client, { statement, text, chosen });
  return chosen;
}

/** The statement goes out at its place in the block, so that InfluxDB's words about a line mean the block's. */
async function query(client: InfluxClient, { statement, text, chosen }: Step): Promise<void> {
  const table = new Table();
  let isEmpty = true;
  for await (const { series, words } of client.stream(commentsBefore(text, statement) + statement.text, chosen)) {
    isEmpty &&= series.length === 0;
    const lines: RowsLine[] = [...words.map((note) => ({ note })), ...series.flatMap((part) => table.lines(part))];
    if (lines.length > 0) await printLines(lines);
  }
  if (!isEmpty) return;
  const isQuestion = /^(?:select|show|explain)\b/i.test(statement.text) && !/\binto\b/i.test(statement.text);
  await printLines([{ note: `${isQuestion ? 'No rows' : 'Done'}: ${beginning(statement.text)}` }]);
}

/** Comments as long as what stands before a statement: InfluxDB takes white space away before it counts lines and characters. */
function commentsBefore(text: string, { start }: Statement): string {
  const lines = text.slice(0, start).split('\n');
  const { length } = lines.pop() ?? '';
  if (lines.length > 0) return '--\n'.repeat(lines.length) + ' '.repeat(length);
  return length < 4 ? '' : `/*${' '.repeat(length - 4)}*/`;
}

function refusalLine(error: InfluxRefusal, { text }: Statement): RowsLine {
  const hint = /^database (?:name )?(?:is )?required/.test(error.message)
    ? 'Begin the block with USE and the name of the database: USE plant;'
    : undefined;
  return { error: `${beginning(text)} failed.\n${error.message}`, ...(hint !== undefined && { hint }) };
}

/** Its first words, as it is called in a sentence. */
function beginning(text: string): string {
  const words = text.replaceAll(/\s+/g, ' ').trim();
  return words.length > 60 ? `${words.slice(0, 59).trimEnd()}…` : words;
}
