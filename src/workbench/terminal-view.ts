import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { type IBufferLine, Terminal } from '@xterm/xterm';
import xtermCss from '@xterm/xterm/css/xterm.css?inline';
import partsCss from '../styles/workbench-extra.css?inline';
import { tableWidth } from '../tracks/table-width.ts';
import { adoptCss } from './adopt-css.ts';
import { onThemeChange, terminalTheme } from './terminal-theme.ts';
import { withAdoptedStyles } from './with-adopted-styles.ts';

/** Lines that can be scrolled back to; a little more than the runner keeps of one output. */
const SCROLLBACK_LINES = 5_000;
const FONT_PX = 13;
/** Of the font's own height; together 13/1.6, as all output. */
const LINE_HEIGHT = 1.4;

/**
 * CAN ends what a program left half said, RIS is a full reset. Written, not called: `Terminal.reset()` would come before
 * text that xterm has taken and not drawn yet.
 */
const WIPE = '\x18\x1bc';

export type TerminalOptions = {
  /** The element to fill; its width decides the columns. */
  host: HTMLElement;
  /** What screen readers call the place to type. */
  label: string;
  /** With a number the terminal has so many rows but shows only those that are used; without it fills the host. */
  rows?: number;
  onInput: (data: string) => void;
  onResize: (size: { cols: number; rows: number }) => void;
  /** The learner pressed Escape to leave. */
  onLeave: () => void;
};

/**
 * One xterm in the page's look. Links do not open, programs cannot reach the clipboard or the page's title. It can be
 * written to at once; `done` is called when the text was drawn, which is what acknowledgements count.
 */
export class TerminalView {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #options: TerminalOptions;
  readonly #observer: ResizeObserver;
  readonly #endTheme: () => void;
  #input = false;
  /** A finished output of so many rows is shown whole; undefined while more may come. */
  #most: number | undefined;
  /** Columns that its tables need, when those are more than there are. */
  #wide = 0;
  /** Columns that the host has room for. */
  #room = 80;
  #found: (at: number, count: number) => void = () => {};
  /** While replayed output is drawn, xterm's answers to questions in it must not reach a program a second time. */
  #muted = 0;

  constructor(options: TerminalOptions) {
    adoptCss(xtermCss);
    adoptCss(partsCss);
    this.#options = options;
    this.#terminal = new Terminal({
      allowProposedApi: true, // search marks its hits with decorations
      cursorBlink: false,
      cursorInactiveStyle: 'none',
      disableStdin: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono') || 'monospace',
      fontSize: FONT_PX,
      lineHeight: LINE_HEIGHT,
      minimumContrastRatio: 4.5,
      rows: options.rows ?? 24,
      scrollback: SCROLLBACK_LINES,
      theme: terminalTheme(),
    });
    this.#open();
    this.#observer = new ResizeObserver(() => this.fit());
    this.#observer.observe(options.host);
    this.#endTheme = onThemeChange(() => {
      this.#terminal.options.theme = terminalTheme();
    });
  }

  #open(): void {
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(this.#search);
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) => this.#found(resultIndex + 1, resultCount));
    withAdoptedStyles(() => terminal.open(this.#options.host));
    const textarea = terminal.textarea;
    if (textarea) {
      textarea.setAttribute('aria-label', this.#options.label);
      textarea.tabIndex = -1;
    }
    // Hyperlinks (8) stay text, the clipboard (52) is the learner's.
    for (const osc of [8, 52]) terminal.parser.registerOscHandler(osc, () => true);
    terminal.onData((data) => {
      if (this.#input && this.#muted === 0) this.#options.onInput(data);
    });
    // Its event says more than the size, and the runner refuses a message with fields it does not know.
    terminal.onResize(({ cols, rows }) => this.#options.onResize({ cols, rows }));
    terminal.onRender(() => this.#showUsedRows());
    terminal.attachCustomKeyEventHandler((event) => this.#takesKey(event));
    this.fit();
  }

  /** Columns for a program: a table's width is for what was written already. */
  get cols(): number {
    return this.#wide > 0 ? this.#room : this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Draws text. With `replay` nothing that xterm answers is sent on. */
  write(data: string, done: () => void, replay = false): void {
    if (replay) this.#muted++;
    this.#terminal.write(data, () => {
      if (replay) this.#muted--;
      done();
    });
  }

  /** Forgets everything that was written, also what still waits to be drawn: it is drawn first, and then wiped. */
  reset(): void {
    this.#options.host.parentElement?.scrollTo({ left: 0 });
    this.#terminal.write(WIPE, () => this.#showUsedRows());
  }

  /** Whether key strokes go to a program. Without, the keyboard passes through to the page. */
  setInput(on: boolean): void {
    this.#input = on;
    if (on) {
      this.#most = undefined;
      this.#widen(0);
    }
    if (on && this.#options.rows) this.#resize(this.#terminal.cols, this.#options.rows);
    this.#terminal.options.disableStdin = !on;
    // A shell draws its line anew by itself; the last line of what has ended is a line like the others.
    this.#terminal.options.reflowCursorLine = !on;
    this.#terminal.options.cursorInactiveStyle = on ? 'outline' : 'none';
    if (this.#terminal.textarea) this.#terminal.textarea.tabIndex = on ? 0 : -1;
  }

  /**
   * Sizes a terminal with fixed rows to what was written, now that no program depends on its rows: up to `most` all of
   * it is shown without scrolling, also when another width wraps it into more rows. A table that is too wide keeps its
   * columns, and its place scrolls sideways. `setInput(true)` brings the fixed rows and the host's width back.
   */
  settle(most: number): void {
    this.#most = most;
    this.#widen(tableWidth(this.lines()) ?? 0);
    this.#showWhole();
    this.#showUsedRows();
  }

  #widen(cols: number): void {
    this.#wide = cols > this.#room ? cols : 0;
    this.#options.host.toggleAttribute('data-wide', this.#wide > 0);
    this.#resize(Math.max(this.#room, this.#wide), this.#terminal.rows);
  }

  #showWhole(): void {
    const { rows } = this.#options;
    if (rows === undefined || this.#most === undefined || this.#input) return;
    const { baseY, cursorY } = this.#terminal.buffer.active;
    const written = baseY + this.#usedRows();
    const used = Math.max(written, baseY + cursorY + 1); // with fewer, xterm scrolls until the cursor fits
    this.#resize(this.#terminal.cols, written <= this.#most ? Math.max(2, used) : rows);
  }

  #resize(cols: number, rows: number): void {
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows) this.#terminal.resize(cols, rows);
  }

  /** Puts the keyboard into the terminal. */
  focus(): void {
    this.#terminal.focus();
  }

  /** Takes the width (and without fixed rows the height) of the host. */
  fit(): void {
    const size = this.#fit.proposeDimensions();
    if (!size || !Number.isFinite(size.cols) || this.#options.host.clientWidth === 0) return;
    this.#room = Math.max(2, size.cols);
    this.#resize(Math.max(this.#room, this.#wide), this.#options.rows ? this.#terminal.rows : Math.max(2, size.rows));
    this.#showWhole();
    this.#showUsedRows();
  }

  /** Everything that is shown, as lines; what the terminal wrapped is one line again. */
  lines(): string[] {
    const buffer = this.#terminal.buffer.active;
    const lines: string[] = [];
    for (let y = 0; y < buffer.length; y++) {
      const line = buffer.getLine(y);
      if (!line) continue;
      if (line.isWrapped && lines.length > 0) lines.push((lines.pop() ?? '') + lineText(line, buffer.getLine(y + 1)));
      else lines.push(lineText(line, buffer.getLine(y + 1)));
    }
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Scrolls by lines; negative is up. */
  scroll(lines: number): void {
    this.#terminal.scrollLines(lines);
  }

  /** Marks all places of a text and goes to the next, or with `back` the one before. Tells how many there are. */
  find(text: string, back: boolean, found: (at: number, count: number) => void): void {
    const style = getComputedStyle(document.documentElement);
    const decorations = {
      matchBackground: style.getPropertyValue('--warn-tint').trim(),
      activeMatchBackground: style.getPropertyValue('--accent-line').trim(),
      matchOverviewRuler: style.getPropertyValue('--warn').trim(),
      activeMatchColorOverviewRuler: style.getPropertyValue('--accent').trim(),
    };
    this.#found = found;
    if (back) this.#search.findPrevious(text, { decorations });
    else this.#search.findNext(text, { decorations });
  }

  /** Ends searching: no marks, no selection. */
  endFind(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#endTheme();
    this.#terminal.dispose();
  }

  /** False hands a key to the page. Tab always leaves a block's output, or the keyboard would be trapped in it. */
  #takesKey(event: KeyboardEvent): boolean {
    if (!this.#input) return false;
    if (event.key === 'Tab' && this.#options.rows !== undefined) return false;
    if (event.key.toLowerCase() === 'c' && event.ctrlKey && this.#terminal.hasSelection()) return false;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return false;
    if (event.key !== 'Escape' || this.#terminal.buffer.active.type === 'alternate') return true;
    if (event.type === 'keydown') this.#options.onLeave();
    return false;
  }

  #showUsedRows(): void {
    if (this.#options.rows === undefined) return;
    const screen = this.#options.host.querySelector<HTMLElement>('.xterm-screen');
    const cell = (screen?.clientHeight ?? 0) / this.#terminal.rows;
    if (cell > 0) this.#options.host.style.height = `${Math.ceil(this.#usedRows() * cell)}px`;
  }

  #usedRows(): number {
    const buffer = this.#terminal.buffer.active;
    if (buffer.type === 'alternate' || (this.#input && buffer.baseY > 0)) return this.#terminal.rows;
    let last = this.#input ? buffer.cursorY : 0;
    for (let y = this.#terminal.rows - 1; y > last; y--) {
      if (buffer.getLine(buffer.baseY + y)?.translateToString(true)) last = y;
    }
    return last + 1;
  }
}

/** A line's text. A line that goes on in the next one keeps its trailing spaces, they are part of the text. */
function lineText(line: IBufferLine, next: IBufferLine | undefined): string {
  return line.translateToString(next?.isWrapped !== true);
}
