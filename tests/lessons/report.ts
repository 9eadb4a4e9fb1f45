import type { Failure, Proof } from './prove-lesson.ts';
import { plainText } from './recording/plain-text.ts';

/** Where a report goes: lines that stay, and on a terminal one line that says what is being done now. */
export type Report = {
  say: (line: string) => void;
  doing: (line: string) => void;
  /** Nothing more is said: what comes after an interruption is no finding. */
  end: () => void;
};

/** A report on this process's output; `doing` shows only on a terminal, and never beside JSON. */
export function terminalReport({ live }: { live: boolean }): Report {
  let shown = false;
  let ended = false;
  const wipe = () => {
    if (shown) process.stderr.write('\r\x1b[K');
    shown = false;
  };
  return {
    say: (line) => {
      if (ended) return;
      wipe();
      process.stdout.write(`${line}\n`);
    },
    doing: (line) => {
      if (!live || ended) return;
      process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      shown = true;
    },
    end: () => {
      wipe();
      ended = true;
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
