import { type LessonProblem, readYaml, yamlProblems } from '#contract/lesson-source.ts';
import { type RecordedOutputs, recordedOutputs } from '#contract/recorded.ts';

/** A `recorded.json` as it lies beside its lesson. `recorded` is there when nothing in it was wrong. */
export type RecordedSource = { recorded: RecordedOutputs | undefined; problems: LessonProblem[] };

/** Reads the text of a `recorded.json`. `lesson` is the name that `npm run lessons` knows it by. */
export function readRecordedSource(source: string, lesson: string): RecordedSource {
  // It is written by a program: the way to mend it is to write it again.
  const hint = `Record it anew: npm run lessons -- --lesson ${lesson} --record`;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    const { message } = cause as Error;
    return { recorded: undefined, problems: [{ ...placeOf(message, source), message: `This is not JSON: ${message}.`, hint }] };
  }
  const parsed = recordedOutputs.safeParse(value);
  if (parsed.success) return { recorded: parsed.data, problems: [] };
  // JSON is YAML as well, and its reader knows the lines.
  const { lineOf } = readYaml(source, []);
  const found = yamlProblems(parsed.error, { value, lineOf, names: Object.keys(recordedOutputs.shape) });
  return { recorded: undefined, problems: found.map((problem) => ({ ...problem, hint })) };
}

/** `… in JSON at position 12`; what ends too early says no position. */
function placeOf(message: string, source: string): { line: number; column: number } {
  const position = /position (\d+)/.exec(message)?.[1];
  const before = source.slice(0, position === undefined ? source.trimEnd().length : Number(position)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
