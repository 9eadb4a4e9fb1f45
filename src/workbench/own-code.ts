import { changedPart } from './changed-part.ts';
import { element } from './element.ts';
import { lineDiff } from './line-diff.ts';

/** The learner's text in place of the lesson's code, with what differs marked. */
export function ownCode(lesson: string, own: string, label: string): HTMLElement {
  const { changed } = lineDiff(lesson, own);
  const lessonLines = lesson.split('\n');
  const sameShape = lessonLines.length === own.split('\n').length;
  const code = element('code');
  own.split('\n').forEach((line, index) => {
    if (index > 0) code.append('\n');
    const parts = changed.includes(index) ? markedLine(sameShape ? (lessonLines[index] ?? '') : '', line) : [line];
    code.append(element('span', { class: 'rb-line' }, ...parts));
  });
  return element('pre', { class: 'rb-code rb-own', tabindex: 0, role: 'group', 'aria-label': label }, code);
}

function markedLine(lesson: string, own: string): (Node | string)[] {
  const { start, end } = changedPart(lesson, own);
  if (start >= end) return [own];
  return [own.slice(0, start), element('mark', {}, own.slice(start, end)), own.slice(end)];
}
