import type * as z from 'zod';

/** What a schema wants, in an author's words. */
const WANTED: Readonly<Record<string, string>> = {
  string: 'a text is wanted, in quotes when it looks like a number',
  number: 'a number is wanted',
  int: 'a whole number is wanted',
  boolean: 'true or false is wanted, without quotes',
  array: 'a list is wanted, such as [one, two]',
  tuple: 'a list is wanted, such as [one, two]',
  object: 'names and values are wanted, such as { name: value }',
  record: 'names and values are wanted, such as { name: value }',
};

/** The library's own messages begin like this; what does not is a schema's own message, which is said as it is. */
const LIBRARY = /^(?:Invalid|Too big|Too small)\b/;

/** Why a value was refused, as an author can use it: of what a schema says itself every word, else words for its kind. */
export function schemaWords(issue: z.core.$ZodIssue): string {
  if (!LIBRARY.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') return WANTED[issue.expected] ?? issue.message;
  if (issue.code === 'too_big') return `${Number(issue.maximum)}${unitOf(issue.origin)} at most`;
  if (issue.code === 'too_small') {
    if (issue.origin === 'string' && issue.minimum === 1) return 'it is empty';
    return `${Number(issue.minimum)}${unitOf(issue.origin)} at least`;
  }
  if (issue.code === 'invalid_format' && 'prefix' in issue) return `it has to begin with ${String(issue.prefix)}`;
  return issue.code === 'invalid_union' ? 'a text, a number, true or false is wanted' : issue.message;
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' of them' : '';
}
