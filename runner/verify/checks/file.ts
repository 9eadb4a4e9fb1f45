import { nearest } from '#contract/nearest.ts';
import type { FoundFile } from '../../workspace/track-files.ts';
import type { ChecksOf } from '../define-check.ts';

/** So much of a file is read for a check (bytes). */
const MAX_BYTES = 1024 ** 2;

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
    return { passed: !isWithout, expected, actual: `${file} is there, ${sizeOf(found, isWithout)}` };
  },
} satisfies ChecksOf<'file'>;

/** Of a long file only the beginning was looked at. */
function sizeOf({ text, bytes }: Extract<FoundFile, { kind: 'file' }>, isWithout: boolean): string {
  const words = (count: number): string => count.toLocaleString('en-US');
  if (bytes <= MAX_BYTES) return `${words(text.length)} characters${isWithout ? ' without it' : ''}`;
  return `${words(bytes)} bytes${isWithout ? `, and it is not in the first ${words(MAX_BYTES)}` : ''}`;
}
