import type { ContentProblem } from './content-problems.ts';

/** What the page that Astro puts over another one for an error understands; Astro adds the file's lines. */
export type OverlayPayload = {
  type: 'error';
  err: {
    name: string;
    title: string;
    message: string;
    hint: string;
    stack: string;
    id: string;
    loc: { file: string; line: number; column: number };
  };
};

/** A mistake as that page shows it: what, the hint, its place, and the `others` in words below. */
export function overlayPayload({ file, line, column, message, hint }: ContentProblem, others: readonly string[]): OverlayPayload {
  return {
    type: 'error',
    err: {
      name: 'LessonError',
      title: 'A mistake in the content',
      message: asWritten(message),
      hint: asWritten(hint),
      stack: [`${file}:${line}:${column}`, ...others].join('\n\n'),
      id: file,
      loc: { file, line, column },
    },
  };
}

/** Astro makes links and bold text of Markdown, also in code; with a character of no width in between it leaves it as it is. */
function asWritten(words: string): string {
  return words.replace(/`[^`]+`/g, (code) => code.replace(/\](?=\()|\*(?=\*)/g, '$&\u2060'));
}
