import type { LessonProblem } from '#contract/lesson-source.ts';
import { type Block, placeIn } from '#contract/read-fence.ts';

/** What is wrong in the text of blocks, as far as it can be told without running them: a file that is no JSON, a question to no database. */
export function blockTextProblems(blocks: readonly Block[]): LessonProblem[] {
  return blocks.flatMap((block) => [...jsonProblems(block), ...databaseProblems(block)]);
}

/** Several values, one in each line, are files of another kind. */
const MANY_VALUES = /\.(?:jsonl|ndjson)$/;

function jsonProblems(block: Block): LessonProblem[] {
  const { file, run } = block.attributes;
  if (block.language !== 'json' || run || file === undefined || MANY_VALUES.test(file)) return [];
  const fault = jsonFault(block.text);
  if (!fault) return [];
  return [
    {
      ...placeIn(block, fault.line),
      message: `\`${file}\` is not JSON: ${fault.words}.`,
      hint: 'Mind quotes, commas and brackets.',
    },
  ];
}

function jsonFault(text: string): { line: number; words: string } | undefined {
  const message = parseFault(text);
  if (message === undefined) return undefined;
  const words = message.replace(/(?:, (?:"|\.\.\.)| in JSON at | after JSON at | is not valid JSON)[\s\S]*$/, '');
  const named = /\(line (\d+) column \d+\)/.exec(message)?.[1];
  if (named !== undefined) return { line: Number(named) - 1, words };
  const lines = text.split('\n');
  // V8 names no place of an unexpected token: it is in the first line that brings one.
  const first = lines.findIndex((_, index) => /^Unexpected token/.test(parseFault(lines.slice(0, index + 1).join('\n')) ?? ''));
  return { line: first < 0 ? lines.length - 1 : first, words };
}

function parseFault(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Comments, and quotes, in which a semicolon ends nothing. */
const COMMENT_OR_QUOTE = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
/** A statement up to its semicolon; line protocol after INSERT ends with its line. */
const STATEMENT = /\s*(insert\s[^\n]*|[^;]+)(?:;|\n|$)/giy;
/** What InfluxDB lists of itself. */
const OF_ALL =
  /^show\s+(?:databases|queries|stats|diagnostics|shards|shard\s+groups|subscriptions|users|grants|continuous\s+queries)\b/i;
/** `SHOW … ON plant`, `FROM plant..machine`: the statement names its database. */
const NAMES_ITS_OWN = /^show\b[\s\S]*\son\s|\bfrom\s+[^\s,.()]+\.[^\s,.()]*\./i;

/** Each block begins without a database: the first statement that wants one comes after USE. */
function databaseProblems(block: Block): LessonProblem[] {
  const { run, exit = 0 } = block.attributes;
  // One that is to fail may show what InfluxDB says then.
  if (block.language !== 'influxql' || !run || exit !== 0) return [];
  const text = block.text.replaceAll(COMMENT_OR_QUOTE, (part) => part.replaceAll(/[^\n]/g, /^["']/.test(part) ? 'x' : ' '));
  for (const { 0: whole, 1: statement = '', index } of text.matchAll(STATEMENT)) {
    if (/^use\b/i.test(statement)) return [];
    if (!/^(?:select|show|insert|explain)\b/i.test(statement)) continue;
    if (OF_ALL.test(statement) || NAMES_ITS_OWN.test(statement)) continue;
    const line = text.slice(0, index + whole.indexOf(statement)).split('\n').length - 1;
    const word = /^\w+/.exec(statement)?.[0].toUpperCase() ?? '';
    const message = `Block \`${block.id}\` says ${word} without a database.`;
    return [{ ...placeIn(block, line), message, hint: 'Begin it with `USE` and the name of the database: `USE plant;`.' }];
  }
  return [];
}
