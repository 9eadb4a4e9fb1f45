import { element } from './element.ts';
import { openFindBar } from './find-bar.ts';
import { iconButton } from './icon-button.ts';
import type { OutputEvents, OutputParent, OutputView } from './output-view.ts';
import { saveFile } from './save-file.ts';
import { TerminalView } from './terminal-view.ts';

/** A block's terminal is this high; less is shown while less was written. */
const OUTPUT_ROWS = 20;
/** A finished output of so many lines is shown whole. */
const WHOLE_ROWS = 30;
/** Of a longer output so many lines are there for screen readers and on paper. */
const TEXT_LINES = 200;

/**
 * What is under a block: the terminal and one line for what is not in it, such as "No output." or lines that are gone.
 * Its tools (search, download, clear) are in the block's bar, where they cover no text.
 */
export class BlockOutput implements OutputView {
  readonly noun = 'lines';
  /** `.rb-out`, to be put under the block's bar. */
  readonly element: HTMLElement;
  readonly #view: TerminalView;
  readonly #note = element('p', { class: 'rb-out-note', hidden: true });
  readonly #text: HTMLElement;
  readonly #host: HTMLElement;
  readonly #block: string;
  readonly #events: OutputEvents;
  readonly #clear: HTMLButtonElement;
  readonly #find = iconButton('find', 'Search output');
  readonly #toolbar: HTMLElement;
  #running = false;
  /** Paper shows the text: of a run that goes on it is not there yet. */
  readonly #beforePrint = () => this.#writeText();

  /** `parent`: where the output and its tools go; a terminal can be opened only on the page. */
  constructor(block: string, parent: OutputParent, events: OutputEvents) {
    this.#block = block;
    this.#events = events;
    this.#text = element('pre', { class: 'sr' });
    this.#host = element('div', { class: 'rb-term' });
    const frame = element(
      'div',
      { class: 'rb-term-frame', role: 'group', tabindex: 0, 'aria-label': `Output of ${block}` },
      this.#host,
      this.#text,
    );
    frame.addEventListener('keydown', (event) => this.#scrollByKey(event));
    this.#clear = iconButton('clear', 'Clear output');
    this.#toolbar = this.#tools();
    this.element = element('div', { class: 'rb-out' }, this.#note, frame);
    parent.place(this.element, this.#toolbar);
    this.#view = new TerminalView({
      host: this.#host,
      label: `Type into ${block}`,
      rows: OUTPUT_ROWS,
      onInput: events.onInput,
      onResize: events.onResize,
      onLeave: events.onLeave,
    });
    addEventListener('beforeprint', this.#beforePrint);
  }

  get size(): { cols: number; rows: number } {
    return { cols: this.#view.cols, rows: OUTPUT_ROWS };
  }

  /** Draws output; `drawn` is called when that is done. */
  write(data: string, drawn: () => void, replay: boolean): void {
    this.#host.hidden = false;
    this.#toolbar.removeAttribute('data-empty');
    this.#view.write(data, drawn, replay);
  }

  /** Starts over on an empty screen: another run, or a part is gone. */
  reset(): void {
    this.#host.style.minHeight = this.#host.style.height; // what is below stays where it is until the run has ended
    this.#view.reset();
    this.#text.textContent = '';
  }

  /**
   * Whether the run goes on: it takes key strokes, and its text is not final.
   * @returns how many lines there are when everything was drawn that came before
   */
  setRunning(running: boolean): Promise<number> {
    if (this.#running && !running && this.#host.contains(document.activeElement)) this.#events.onLeave();
    this.#running = running;
    if (!running) this.#host.style.minHeight = '';
    this.#clear.setAttribute('aria-disabled', String(running));
    this.#view.setInput(running);
    // After the writes that wait before it, so that the text is whole.
    return new Promise((resolve) => this.#view.write('', () => resolve(this.#describe())));
  }

  /** A line about the output; empty hides it. */
  setNote(text: string): void {
    this.#note.hidden = text === '';
    this.#note.textContent = text;
  }

  /** The output as plain text. */
  text(): string {
    return this.#view.lines().join('\n');
  }

  dispose(): void {
    removeEventListener('beforeprint', this.#beforePrint);
    this.#view.dispose();
    this.#toolbar.remove();
    this.element.remove();
  }

  /** xterm hides its rows from screen readers and paper; the finished text is here for them. */
  #describe(): number {
    if (this.#running) return 0;
    this.#view.settle(WHOLE_ROWS);
    const lines = this.#writeText();
    this.#host.hidden = lines.length === 0;
    this.#toolbar.toggleAttribute('data-empty', lines.length === 0);
    this.element.dataset.lines = String(lines.length);
    return lines.length;
  }

  /** Writes the text, the end of it when it is long. Returns all lines. */
  #writeText(): string[] {
    const lines = this.#view.lines();
    const left = lines.length - TEXT_LINES;
    const cut = left > 0 ? [`(${left.toLocaleString('en-US')} lines before these are left out here)`] : [];
    this.#text.textContent = [...cut, ...lines.slice(-TEXT_LINES)].join('\n');
    return lines;
  }

  #tools(): HTMLElement {
    const download = iconButton('down', 'Download output');
    this.#find.addEventListener('click', () => this.search());
    download.addEventListener('click', () => this.download());
    this.#clear.addEventListener('click', () => this.clear());
    return element('div', { class: 'rb-out-tools' }, this.#find, download, this.#clear);
  }

  /** Opens the line to search in, or puts the keyboard into it. */
  search(): void {
    openFindBar(this.element, {
      label: `Search the output of ${this.#block}`,
      find: (text, back, found) => this.#view.find(text, back, found),
      end: () => this.#view.endFind(),
      opener: this.#find,
    });
  }

  /** Saves the output as a text file. */
  download(): void {
    saveFile(`${this.#block}.txt`, `${this.text()}\n`, 'text/plain');
  }

  /** Asks the runner to forget the output, unless more is coming. */
  clear(): void {
    if (!this.#running) this.#events.onClear();
  }

  #scrollByKey(event: KeyboardEvent): void {
    if (this.#running && event.target !== event.currentTarget) return;
    const lines: Record<string, number> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -OUTPUT_ROWS,
      PageDown: OUTPUT_ROWS,
      Home: -1e6,
      End: 1e6,
    };
    const by = lines[event.key];
    if (by === undefined || Number(this.element.dataset.lines ?? 0) <= OUTPUT_ROWS) return;
    event.preventDefault();
    this.#view.scroll(by);
  }
}
