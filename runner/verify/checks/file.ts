import { nearest } from '#contract/nearest.ts';
import type { FoundFile } from '../../workspace/track-files.ts';
import type { ChecksOf } from '../define-check.ts';

/** So much of a file is read for a check (bytes). */
const MAX_BYTES = 1024 ** 2;
/** So much of a line is told (characters). */
const MAX_SAID = 100;

/** `file.exists`: a file of the learner's workspace. */
export const fileChecks = {
  'file.exists': async ({ file, contains }, { files }) => {
    const expected = contains === undefined ? `${file} is there and not empty` : `${file} with this in it: ${contains}`;
    const found = await files.read(file, MAX_BYTES);
    if (!found) {
      const near = nearest(file, await files.list());
      return {
        passed: false,
        expected,
        actual: near ? `there is no ${file}, but there is ${near}` : `there is no ${file} in your workspace`,
      };
    }
    if (found.kind === 'folder') return { passed: false, expected, actual: `${file} is a folder` };
    if (found.kind === 'other') return { passed: false, expected, actual: `${file} is not a file with text in it` };
    if (found.bytes === 0) return { passed: false, expected, actual: `${file} is there and empty` };
    const isWithout = contains !== undefined && !found.text.includes(contains);
    const said = isWithout && found.bytes > MAX_BYTES ? '' : says(found.text, contains);
    const actual = `${file} is there, ${sizeOf(found, isWithout)}${said}`;
    return { passed: !isWithout, expected, actual };
  },
} satisfies ChecksOf<'file'>;

/** Of a long file only the beginning was looked at. */
function sizeOf({ text, bytes }: Extract<FoundFile, { kind: 'file' }>, isWithout: boolean): string {
  const words = (count: number): string => count.toLocaleString('en-US');
  if (bytes <= MAX_BYTES) return `${words(text.length)} characters${isWithout ? ' without it' : ''}`;
  return `${words(bytes)} bytes${isWithout ? `, and it is not in the first ${words(MAX_BYTES)}` : ''}`;
}

/** What the learner can recognise: the line that was looked for, or else the first one with something in it. */
function says(text: string, contains: string | undefined): string {
  const lines = text.split('\n').map((line) => line.trim());
  const wanted = contains === undefined ? undefined : lines.find((line) => line.includes(contains.trim()));
  const line = wanted ?? lines.find((other) => other !== '');
  // What is no text is not shown: a program's control characters say nothing to a reader.
  if (line === undefined || /\p{Cc}/u.test(line.replaceAll('\t', ' '))) return '';
  // Of a long line the part that was looked for.
  const from = Math.max(0, (wanted?.indexOf(contains?.trim() ?? '') ?? 0) - MAX_SAID / 2);
  const rest = line.slice(from);
  const said = `${from > 0 ? '… ' : ''}${rest.slice(0, MAX_SAID)}${rest.length > MAX_SAID ? ' …' : ''}`;
  return wanted === undefined ? `; it begins: ${said}` : `; it says: ${said}`;
}
