/** The part of a line that differs from the lesson's line, as start and end in `own`; it grows to whole words. */
export function changedPart(lesson: string, own: string): { start: number; end: number } {
  let start = 0;
  while (start < lesson.length && start < own.length && lesson[start] === own[start]) start++;
  let tail = 0;
  while (tail < lesson.length - start && tail < own.length - start && lesson.at(-1 - tail) === own.at(-1 - tail)) tail++;
  let end = own.length - tail;
  const isWord = (character: string | undefined) => character !== undefined && /[\w.-]/.test(character);
  while (start > 0 && isWord(own[start - 1]) && isWord(own[start] ?? own[start - 1])) start--;
  while (end < own.length && isWord(own[end]) && isWord(own[end - 1])) end++;
  return { start, end };
}
