/** What passes a failure on and says nothing of its own. */
const PASSES_ON =
  /^(?:Failed to (?:fetchResults|execute the operation|fetch next result|fetch job execution result|executeStatement)|Error while retrieving result|Job failed \(JobID|Job execution failed|Recovery is suppressed|Global failure triggered|org\.apache\.flink\.[\w.]+Exception: |Could not execute SQL statement)/;
/** The name of a Java class of a failure, before what it says. */
const CLASS = /^(?:(?:[a-z]\w*\.)+[A-Z][\w$]*(?:: |$))+/;
/** Of each cause so many lines are shown. */
const LINES = 3;

/**
 * What went wrong, in Flink's own words, out of the trace that the gateway or the job manager answers with: the last
 * cause, and the one before it where that says something else.
 */
export function causeOf(trace: string): string {
  const causes = readCauses(trace).filter((cause) => !PASSES_ON.test(cause));
  const told: string[] = [];
  for (const cause of causes.reverse()) {
    const [first = ''] = told;
    if (first === '' || !cause.includes(first.split('\n')[0] ?? first)) {
      if (told.length === 2) break;
      told.unshift(cause);
    } else if (told.length === 1 && !/^SQL \w+ failed\. /.test(cause)) told[0] = cause; // The same with its place in the text.
  }
  return told.join('\n') || trace.split('\n')[0] || 'Flink does not say why.';
}

function readCauses(trace: string): string[] {
  const causes: string[][] = [];
  let isText = false;
  for (const line of trace.split('\n')) {
    const [, cause] = /^(?:<Exception on server side:)?(?:Caused by: )?((?:[a-z]\w*\.)+[A-Z][\w$]*(?:: .*)?)$/.exec(line) ?? [];
    if (cause !== undefined) {
      causes.push([cause.replace(CLASS, '')]);
      isText = true;
    } else if (/^\s+at |^\t|^\s*\.\.\. \d+ more|^End of exception/.test(line)) isText = false;
    else if (isText) causes.at(-1)?.push(line);
  }
  return causes.map(shortened).filter(Boolean);
}

/** Without the lists that some end with: of all connectors, of all options of a table. */
function shortened(lines: readonly string[]): string {
  const list = lines.findIndex((line, index) => index > 0 && line.trimEnd().endsWith(':'));
  const told = lines.slice(0, list < 0 ? undefined : list).filter((line) => line.trim() !== '');
  return told.slice(0, LINES).join('\n').trim();
}
