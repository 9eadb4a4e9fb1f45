import { MAX_TEXT_CHARS } from '#contract/limits.ts';
import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { element } from './element.ts';

export type EditorEvents = {
  onInput: (text: string) => void;
  /** Escape. */
  onLeave: () => void;
  /** Ctrl or Command and Enter. */
  onRun: () => void;
};

/** A field to edit a block's text in place: the font of the code, as high as its text. */
export function textEditor(text: string, label: string, events: EditorEvents): HTMLTextAreaElement {
  adoptCss(partsCss);
  const field = element('textarea', {
    class: 'rb-edit',
    'aria-label': label,
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    wrap: 'off',
    maxlength: MAX_TEXT_CHARS,
  });
  field.value = text;
  const grow = () => {
    field.rows = field.value.split('\n').length;
  };
  grow();
  field.addEventListener('input', () => {
    grow();
    events.onInput(field.value);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') events.onLeave();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) events.onRun();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return field;
}

/** Puts the keyboard into the field, on a line of its text, from 1. */
export function focusLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n');
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
}
