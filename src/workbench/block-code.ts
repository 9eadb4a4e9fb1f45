import { element } from './element.ts';
import type { EditorEvents } from './text-editor.ts';

/**
 * The code of a block in its three forms: the lesson's, highlighted at build; the learner's own with the changes
 * marked; or a field to edit it. The latter two are loaded when they are needed.
 */
export class BlockCode {
  readonly #host: HTMLElement;
  readonly #lesson: string;
  #field: HTMLTextAreaElement | undefined;
  #own: HTMLElement | undefined;

  /** `host`: the block, with the lesson's code in `.rb-code`. */
  constructor(host: HTMLElement, lesson: string) {
    this.#host = host;
    this.#lesson = lesson;
  }

  /** The text in the open field. */
  get editing(): string | undefined {
    return this.#field?.value;
  }

  /** Opens the field with a text and puts the keyboard into it. */
  async edit(text: string, label: string, events: EditorEvents): Promise<void> {
    const { textEditor } = await import('./text-editor.ts');
    if (this.#field) return this.#field.focus();
    this.#field = textEditor(text, label, events);
    this.#show(this.#field);
    this.#field.focus();
  }

  /** Closes the field; what it held is lost unless somebody kept it. */
  close(): void {
    this.#field?.remove();
    this.#field = undefined;
    this.#show(this.#own);
  }

  /** Shows a text, unless one is being edited. */
  async draw(text: string, label: string): Promise<void> {
    if (this.#field || (this.#own?.textContent ?? this.#lesson) === text) return;
    const { ownCode } = await import('./own-code.ts');
    this.#own?.remove();
    this.#own = text === this.#lesson ? undefined : ownCode(this.#lesson, text, label);
    if (!this.#field) this.#show(this.#own);
  }

  /** Puts one form in place of the lesson's code; without one the lesson's code is shown. */
  #show(form: HTMLElement | undefined): void {
    const code = this.#host.querySelector<HTMLElement>('.rb-code:not(.rb-own)');
    if (!code) return;
    code.hidden = form !== undefined;
    if (this.#own && this.#own !== form) this.#own.remove();
    if (form) code.after(form);
  }
}

/** The tag in a block's head that says whose text it is; drawn or taken away. True when that changed something. */
export function drawEditedTag(host: HTMLElement, edited: boolean): boolean {
  const head = host.querySelector('.rb-head');
  const tag = head?.querySelector('.tag.edited');
  if (!head || edited === Boolean(tag)) return false;
  if (tag) tag.remove();
  else head.querySelector('b')?.after(element('span', { class: 'tag edited' }, 'edited by you'));
  return true;
}
