import { announce } from './announce.ts';
import { FileBlock } from './file-block.ts';
import { nextStep } from './next-step.ts';
import { blocksAbove } from './run-above.ts';
import { RunBlock } from './run-block.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';
import { VerifyPanel } from './verify-panel.ts';

/** The blocks and panels of a lesson together: what one needs of the others, and the one filled button. */
export class LessonPage {
  readonly #state: RunnerState;
  #blocks: RunBlock[] = [];
  #panels: VerifyPanel[] = [];
  #files: FileBlock[] = [];
  #connections = 0;

  constructor(state: RunnerState) {
    this.#state = state;
  }

  /** Brings all parts of the page to life and keeps them drawn. */
  start(): void {
    for (const [name, made] of [
      ['run-block', RunBlock],
      ['file-block', FileBlock],
      ['verify-panel', VerifyPanel],
    ] as const)
      customElements.define(name, made);
    this.#blocks = [...document.querySelectorAll<RunBlock>('run-block[data-block]')];
    this.#panels = [...document.querySelectorAll<VerifyPanel>('verify-panel[data-checks]')];
    this.#files = [...document.querySelectorAll<FileBlock>('file-block[data-block]')];
    for (const block of this.#blocks)
      block.attach(this.#state, {
        missing: (of) => this.#missing(of),
        above: (of, again) => this.#above(of, again).map(({ id }) => id),
        runAbove: (of, again) => this.runAbove(of, again),
        editedFiles: (of) => this.#filesAbove(of).map(({ file }) => file),
        unsavedFile: (of) => this.#unsavedFor(of),
        saveFile: (name) => this.#unsaved.find(({ file }) => file === name)?.save(),
        putBackFiles: (names) => this.#putBack(names),
      });
    for (const panel of this.#panels) panel.attach(this.#state, { goToBlock: (id) => this.goToBlock(id) });
    const drawBlocks = () => {
      for (const block of this.#blocks) block.draw();
    };
    for (const file of this.#files) file.attach(this.#state, drawBlocks);
    this.#state.seen = () => this.#seen();
    this.#state.watch(['lesson.opened'], () => this.#reopened());
    this.#state.watch(['connection', 'stack', 'lesson'], () => {
      for (const part of [...this.#blocks, ...this.#files]) part.draw();
      this.#markNext();
    });
    this.#state.watch(['numbers'], () => {
      for (const block of this.#blocks) if (block.state === 'waiting') block.draw();
    });
    this.#state.watch(['connection', 'stack', 'lesson', 'verify'], () => {
      for (const panel of this.#panels) panel.draw();
      this.#markNext();
    });
  }

  get blocks(): readonly RunBlock[] {
    return this.#blocks;
  }

  /** Blocks and files from top to bottom: where the keyboard stops. */
  get stops(): readonly (RunBlock | FileBlock)[] {
    const isBefore = (a: Node, b: Node) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
    return [...this.#blocks, ...this.#files].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  /** The panel that looks at all checks, if the page has one. */
  get wholePanel(): VerifyPanel | undefined {
    return this.#panels.find((panel) => panel.whole);
  }

  /** Moves the keyboard to a block's Run, or to a file. */
  goToBlock(id: string): void {
    const block = this.#blocks.find((other) => other.block === id);
    if (block) block.focusRun();
    else this.#files.find((other) => other.block === id)?.focusEdit();
  }

  /**
   * Runs what a block builds on, one after the other, and stops at the first that fails. `again`: also what is done.
   */
  async runAbove(target: RunBlock, again: boolean): Promise<void> {
    const chosen = this.#above(target, again);
    if (chosen.length === 0) return announce('There is nothing to run above.');
    for (const { element } of chosen) {
      if (await element.runToEnd()) continue;
      element.focusRun();
      return announce(`${element.block} did not end as it should. The blocks after it were not run.`);
    }
    target.focusRun();
  }

  #above(target: RunBlock, again: boolean) {
    const all = this.#described();
    const described = all.find(({ element }) => element === target);
    return described ? blocksAbove(all, described, again) : [];
  }

  #filesAbove(block: RunBlock): FileBlock[] {
    const isAbove = (file: FileBlock) => (block.compareDocumentPosition(file) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
    return this.#files.filter((file) => file.edited && isAbove(file));
  }

  /** A block reads a file that its text names; a file further down is none of its own. */
  #unsavedFor(block: RunBlock): string | undefined {
    const isAbove = (file: Node) => (block.compareDocumentPosition(file) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
    return this.#unsaved.find((file) => isAbove(file) && block.text.includes(file.file ?? ''))?.file;
  }

  /** Blocks that are files, with changes that are not saved. */
  get #unsaved(): (FileBlock | RunBlock)[] {
    return [...this.#files, ...this.#blocks].filter(({ unsaved }) => unsaved);
  }

  async #putBack(names: readonly string[]): Promise<boolean> {
    for (const file of this.#files) if (names.includes(file.file) && !(await file.putBack())) return false;
    return true;
  }

  #described() {
    return this.#blocks.map((block) => ({
      element: block,
      id: block.block,
      state: block.state,
      optional: block.optional,
      needs: block.needs,
      runnable: block.runnable,
    }));
  }

  /** What a block needs and has not run; a file that it needs is there before any block runs. */
  #missing(of: RunBlock): string[] {
    const isMissing = (id: string) =>
      this.#blocks.some((block) => block.block === id && block.state !== 'ok' && block.state !== 'running');
    return of.needs.filter(isMissing);
  }

  #seen(): Record<string, { run: string; seq: number }> {
    const seen: Record<string, { run: string; seq: number }> = {};
    for (const block of this.#blocks) {
      const { run, seq } = block.position;
      if (run !== null) seen[block.block] = { run, seq };
    }
    return seen;
  }

  /** After a reconnect: says whether something is missing. The first time there is nothing to compare with. */
  #reopened(): void {
    const missed = this.#blocks.map((block) => ({ block, lines: block.reopen() })).filter(({ lines }) => lines > 0);
    const isReconnect = this.#connections > 0 && this.#connections !== this.#state.connections;
    this.#connections = this.#state.connections;
    if (!isReconnect) return;
    const words = missed.map(({ block, lines }) => `${lines} line${lines === 1 ? '' : 's'} of ${block.block}`);
    if (words.length === 0) showToast('Connected again. Nothing was lost.');
    else showToast(`Connected again, ${words.join(' and ')} are missing.`, 'warn');
  }

  #markNext(): void {
    const described = this.#described();
    const whole = this.wholePanel;
    const step =
      this.#state.lessonIsOpen || this.#state.connection !== 'connected' ? nextStep(described, whole?.state) : undefined;
    for (const { element } of described) element.isNext = typeof step === 'object' && step.run.element === element;
    if (whole) whole.isNext = step === 'verify';
  }
}
