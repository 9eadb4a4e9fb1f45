import type { FileStatus } from '#contract/messages/file.ts';
import { announce } from './announce.ts';
import { BlockCode, drawEditedTag } from './block-code.ts';
import { BlockText } from './block-text.ts';
import { button } from './button.ts';
import { copyText } from './copy-text.ts';
import { element } from './element.ts';
import { goneWords } from './gone-words.ts';
import { icon } from './icon.ts';
import { lineDiff } from './line-diff.ts';
import { drawOutside } from './outside-question.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';

/**
 * `<file-block>`: a file of the learner's workspace, shown and edited in place. The runner has the text; a text being
 * edited is kept as a draft in the tab until it is saved or given up, so that leaving the field loses nothing.
 */
export class FileBlock extends HTMLElement {
  #state!: RunnerState;
  #code!: BlockCode;
  #draft!: BlockText;
  #says = '';
  #drawn = '';
  #stack: string | undefined;
  #onDraft: () => void = () => {};

  get block(): string {
    return this.dataset.block ?? '';
  }

  get #status(): FileStatus | undefined {
    return this.#state.files.get(this.block);
  }

  get #lessonText(): string {
    return this.dataset.text ?? '';
  }

  /** The file's name in the workspace. */
  get file(): string {
    return this.dataset.file ?? '';
  }

  /** The saved text is the learner's own. */
  get edited(): boolean {
    return this.#saved !== this.#lessonText;
  }

  get #saved(): string {
    return this.#status?.text ?? this.#lessonText;
  }

  /** There are changes that blocks do not see yet. */
  get unsaved(): boolean {
    return this.#draft.current(this.#saved) !== this.#saved;
  }

  /** Brings the file to life; once. `onDraft`: there are changes that are not saved, or no longer. */
  attach(state: RunnerState, onDraft: () => void): void {
    this.#state = state;
    this.#onDraft = onDraft;
    this.#code = new BlockCode(this, this.#lessonText);
    this.#draft = new BlockText(this.#lessonText, `${this.dataset.lesson}/file/${this.block}`, sessionStorage);
    const copy = this.querySelector<HTMLElement>('[data-tool="copy"]');
    copy?.addEventListener('click', () => copyText(this.#code.editing ?? this.#saved, copy));
  }

  /** Draws everything anew from the runner's state. */
  draw(): void {
    const text = this.#saved;
    const { hashes, lessonIsOpen, lessonStack } = this.#state;
    if (this.#stack !== lessonStack) this.#says = ''; // what was saved is the other stack's file
    this.#stack = lessonStack;
    const outdated = lessonIsOpen && hashes[this.block] !== undefined && hashes[this.block] !== this.dataset.hash;
    drawOutside(this, this.#status, {
      state: this.#state,
      mine: () => this.#code.editing ?? this.#draft.current(this.#saved),
      settled: () => this.#settled(),
    });
    const drawn = JSON.stringify([text, this.#code.editing !== undefined, this.unsaved, this.#says, outdated]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    drawEditedTag(this, text !== this.#lessonText);
    this.#code.draw(text, `Content of ${this.file}`);
    this.#drawBar(text, outdated);
  }

  #drawBar(text: string, outdated: boolean): void {
    const bar = this.querySelector('.rb-bar');
    const tools = bar?.querySelector('.rb-tools');
    if (!bar) return;
    const hadFocus = bar.contains(document.activeElement) && !tools?.contains(document.activeElement);
    const says = element('span', { class: 'rb-state', role: 'status' }, this.#sentence(text, outdated));
    const buttons =
      this.#code.editing !== undefined
        ? [button('Save', () => this.save()), button('Cancel', () => this.#cancel())]
        : [
            this.#withIcon('edit', 'Edit', () => this.#edit(this.#draft.current(text))),
            ...(this.unsaved ? [button('Save', () => this.save())] : []),
            ...(text === this.#lessonText ? [] : [this.#withIcon('back', 'Put back', () => this.putBack())]),
          ];
    bar.replaceChildren(...buttons, says, ...(tools ? [tools] : []));
    if (hadFocus) buttons[0]?.focus();
  }

  #withIcon(name: string, label: string, act: () => void): HTMLButtonElement {
    const made = button(label, act);
    made.prepend(icon(name));
    return made;
  }

  #sentence(text: string, outdated: boolean): string {
    if (this.#says !== '') return this.#says;
    if (outdated) return 'This lesson has changed since you opened it. Reload.';
    if (this.unsaved && this.#code.editing === undefined) return 'Your changes are not saved: blocks read what is saved.';
    if (text === this.#lessonText) return '';
    const { count } = lineDiff(this.#lessonText, text);
    return count === 1 ? '1 line differs from the lesson' : `${count} lines differ from the lesson`;
  }

  /** Puts the keyboard on the first button of the bar. */
  focusEdit(): void {
    this.scrollIntoView({ block: 'nearest' });
    this.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
  }

  async #edit(text: string): Promise<void> {
    this.#says = '';
    await this.#code.edit(text, `Edit ${this.file}`, {
      onInput: (draft) => {
        const before = this.unsaved;
        this.#draft.edit(draft);
        if (this.unsaved !== before) this.#onDraft();
      },
      onLeave: () => this.#leave(),
      onRun: () => this.save(),
    });
    this.draw();
  }

  /** Cancel gives the changes up. */
  #cancel(): void {
    this.#draft.hasRun(this.#draft.current(this.#saved));
    this.#leave();
    this.#onDraft();
  }

  /** Escape closes the field and keeps them. */
  #leave(): void {
    this.#code.close();
    this.draw();
    this.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
  }

  /** Saves what is in the field, or the draft of one that was left. */
  async save(): Promise<void> {
    const text = this.#code.editing ?? this.#draft.current(this.#saved);
    const saved = await this.#ask(() =>
      this.#state.client.request<'file.save'>({ type: 'file.save', lesson: this.dataset.lesson ?? '', block: this.block, text }),
    );
    if (!saved) return;
    this.#state.files.set(this.block, { block: this.block, file: this.file, text, edited: text !== this.#lessonText });
    this.#draft.hasRun(text);
    this.#code.close();
    this.#onDraft();
    this.#say(`Saved to ${this.file}`);
  }

  /** The learner has said which text stays: what was being written here is in the file, or given up. */
  #settled(): void {
    this.#draft.hasRun(this.#draft.current(this.#saved));
    this.#code.close();
    this.#onDraft();
    this.#say(`Saved to ${this.file}`);
  }

  /** Puts the lesson's text back. False when that could not be done; the bar says why. */
  async putBack(): Promise<boolean> {
    const done = await this.#ask(() =>
      this.#state.client.request<'file.reset'>({ type: 'file.reset', lesson: this.dataset.lesson ?? '', block: this.block }),
    );
    if (!done) return false;
    this.#draft.hasRun(this.#draft.current(this.#saved));
    this.#state.files.set(this.block, { block: this.block, file: this.file, text: this.#lessonText, edited: false });
    this.#onDraft();
    this.#say('The lesson’s text is back');
    return true;
  }

  /** Sends a request; what is in the way is said in the bar. */
  async #ask(request: () => Promise<unknown>): Promise<boolean> {
    const gone = goneWords(this.#state.connection);
    try {
      if (!gone) await request();
    } catch (error) {
      this.#say((error as RequestError).sentence);
      return false;
    }
    if (gone) this.#say(`${gone.strong} ${gone.rest} ${gone.command ?? ''}`.trim());
    return !gone;
  }

  #say(sentence: string): void {
    this.#says = sentence;
    this.draw();
    announce(sentence);
  }
}
