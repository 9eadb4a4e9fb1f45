import type { Failure, Proof } from './prove-lesson.ts';
import { plainText } from './recording/plain-text.ts';

/** Where a report goes: lines that stay, and beside them what is being done now. */
export type Report = {
  say: (line: string) => void;
  /** What is being done now: one line that is written over on a terminal; elsewhere a line when it takes long. */
  doing: (line: string) => void;
  /** The same, and worth a line in any case: a stretch of the way. */
  step: (line: string) => void;
  /** Nothing more is said: what comes after an interruption is no finding. */
  end: () => void;
};

/** What takes longer is told with how long it takes, again and again (ms). */
const LONG_MS = 10_000;

/** `quiet`: nothing but what is said, as beside JSON. */
type Manner = 'live' | 'lines' | 'quiet';

/** A report on this process's output; what is being done goes to standard error, as a live line on a terminal. */
export function terminalReport(manner: Manner): Report {
  let shown = false;
  let ended = false;
  let current = { line: '', since: 0 };
  const wipe = () => {
    if (shown) process.stderr.write('\r\x1b[K');
    shown = false;
  };
  const draw = (line: string) => {
    if (ended || manner === 'quiet') return;
    if (manner === 'lines') process.stderr.write(`${line}\n`);
    else process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    shown = manner === 'live';
  };
  const ticks = setInterval(() => {
    const seconds = Math.round((Date.now() - current.since) / 1000);
    if (current.line !== '') draw(`${current.line} (${seconds} s)`);
  }, LONG_MS).unref();
  const begin = (line: string) => {
    current = { line, since: Date.now() };
    ticks.refresh();
  };
  return {
    say: (line) => {
      if (ended) return;
      wipe();
      process.stdout.write(`${line}\n`);
      begin('');
    },
    doing: (line) => {
      begin(line);
      if (manner === 'live') draw(line);
    },
    step: (line) => {
      begin(line);
      draw(line);
    },
    end: () => {
      wipe();
      ended = true;
      clearInterval(ticks);
    },
  };
}

const WIDTHS = [34, 8, 8, 8] as const;

/** The head of the table. */
export function tableHead(): string {
  return `  ${cells(['lesson', 'time', 'blocks', 'checks'])}without a block`;
}

/** A lesson's row. */
export function tableRow({ lesson, passed, ms, blocks, checks, skipTest, leftOut }: Proof): string {
  const name = lesson.split('/').at(-1) ?? lesson;
  if (leftOut !== undefined) return `– ${cells([name])}${leftOut}`;
  const skip = skipTest ? `${skipTest.missed} of ${skipTest.tried} noticed` : 'not tried';
  return `${passed ? '✓' : '✗'} ${cells([name, `${(ms / 1000).toFixed(1)} s`, String(blocks), String(checks)])}${skip}`;
}

function cells(texts: readonly string[]): string {
  return texts.map((text, i) => `${text.slice(0, (WIDTHS[i] ?? 8) - 1)}`.padEnd(WIDTHS[i] ?? 8)).join('');
}

/** What went wrong, and below it what a learner would see. */
export function failureText({ step, what, seen }: Failure): string {
  const lines = seen === undefined ? [] : plainText(seen).split('\n');
  return [`    ${step}: ${what}`, ...lines.map((line) => `      │ ${line}`)].join('\n');
}
