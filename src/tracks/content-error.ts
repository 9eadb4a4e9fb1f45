import { AstroError } from 'astro/errors';
import type { ContentProblem } from './content-problems.ts';

/** The error that ends a build: the first mistake with its place and hint, the others as a list. `problems` is not empty. */
export function contentError([first, ...others]: readonly ContentProblem[]): Error {
  const place = ({ file, line, column }: ContentProblem) => `${file}:${line}:${column}`;
  const rest = others.map((problem) => `\n${place(problem)}: ${problem.message} ${problem.hint}`).join('');
  const message = first ? `${place(first)}: ${first.message}` : 'The content has a mistake.';
  const error = new AstroError(message, `${first?.hint ?? ''}${rest && `\n\nAlso:${rest}`}`);
  return Object.assign(error, {
    name: 'LessonError',
    loc: first && { file: first.file, line: first.line, column: first.column },
  });
}
