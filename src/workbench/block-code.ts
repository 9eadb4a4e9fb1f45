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
  #fault: number | undefined;

  /** `host`: the block, with the lesson's code in `.rb-code`. */
  constructor(host: HTMLElement, lesson: string) {
    this.#host = host;
    this.#lesson = lesson;
  }

  /** The text in the open field. */
  get editing(): string | undefined {
    return this.#field?.value;
  }

  /** Opens the field with a text and puts the keyboard into it, on a line of it if one is named. */
  async edit(text: string, label: string, { line, ...events }: EditorEvents & { line?: number | undefined }): Promise<void> {
    const { focusLine, textEditor } = await import('./text-editor.ts');
    if (!this.#field) {
      this.#field = textEditor(text, label, events);
      this.#show(this.#field);
    }
    if (line === undefined) this.#field.focus();
    else focusLine(this.#field, line);
  }

  /** Closes the field; what it held is lost unless somebody kept it. */
  close(): void {
    this.#field?.remove();
    this.#field = undefined;
    this.#show(this.#own);
  }

  /** Shows a text, unless one is being edited. `fault`: the line of it, from 1, that an error named. */
  async draw(text: string, label: string, fault?: number): Promise<void> {
    this.#fault = fault;
    if (!this.#field && (this.#own?.textContent ?? this.#lesson) !== text) {
      const { ownCode } = await import('./own-code.ts');
      this.#own?.remove();
      this.#own = text === this.#lesson ? undefined : ownCode(this.#lesson, text, label);
      if (!this.#field) this.#show(this.#own);
    }
    this.#markFault();
  }

  #markFault(): void {
    const lines = (this.#own ?? this.#host.querySelector('.rb-code'))?.querySelectorAll('.ec-line, .rb-line') ?? [];
    [...lines].forEach((line, index) => {
      line.classList.toggle('rb-fault', index + 1 === this.#fault);
    });
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
