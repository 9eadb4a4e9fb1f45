import rowsCss from '../styles/rows.css?inline';
import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { openFindBar } from './find-bar.ts';
import { iconButton } from './icon-button.ts';
import type { OutputEvents, OutputParent, OutputView } from './output-view.ts';
import { rowsCsv } from './rows-csv.ts';
import { RowsFinder } from './rows-finder.ts';
import { RowsParts } from './rows-parts.ts';
import { RowsRate } from './rows-rate.ts';
import { RowsReader } from './rows-reader.ts';
import { ROWS_AT_ONCE } from './rows-table.ts';
import { saveFile } from './save-file.ts';

/** Above so many rows per second none of them is tinted: all of them would be. */
const TINT_RATE = 20;
/** How often the words under a table are written anew while rows come (ms). */
const FOOT_MS = 500;
/** Between two drawings, at least (ms). */
const DRAW_MS = 80;
/** Nearer to the end than this it follows (px). */
const END_PX = 24;

/**
 * What is under a block whose output is rows: tables that grow and change in place, with notes between them. It follows
 * the end until the learner scrolls up. It is acknowledged when it is read, and drawn a few times a second.
 */
export class RowsOutput implements OutputView {
  readonly element: HTMLElement;
  readonly size = { cols: 200, rows: 50 };
  readonly noun = 'changes';
  readonly #block: string;
  readonly #events: OutputEvents;
  readonly #reader = new RowsReader();
  readonly #rate = new RowsRate();
  readonly #parts: RowsParts;
  readonly #finder: RowsFinder;
  readonly #note = element('p', { class: 'rb-out-note', hidden: true });
  readonly #scroller: HTMLElement;
  readonly #count = element('span', {});
  readonly #newer = button('', () => this.#toEnd(), 'quiet');
  readonly #pause = button('Pause', () => this.#setPaused(!this.#isPaused), 'quiet');
  readonly #find = iconButton('find', 'Search rows');
  readonly #clear = iconButton('clear', 'Clear rows');
  readonly #foot: HTMLElement;
  #isRunning = false;
  #isPaused = false;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #frame: number | undefined;
  #drawnAt = 0;
  #cost = 0;
  #footTimer: ReturnType<typeof setInterval> | undefined;
  #tints = false;
  #unseen = 0;
  #drawnCount = 0;

  constructor(block: string, parent: OutputParent, events: OutputEvents) {
    adoptCss(partsCss);
    adoptCss(rowsCss);
    this.#block = block;
    this.#events = events;
    this.#parts = new RowsParts(block, events.pageOf);
    this.#finder = new RowsFinder(() => this.#parts.tables.flatMap((table) => table.trs()));
    this.#scroller = element(
      'div',
      { class: 'rows rows-out', tabindex: 0, role: 'group', 'aria-label': `Rows of ${block}` },
      this.#parts.element,
    );
    this.#scroller.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#newer.hidden = true;
    this.#foot = this.#makeFoot();
    this.element = element('div', { class: 'rb-out rb-fold' }, this.#note, this.#scroller, this.#foot);
    parent.place(this.element);
    this.#say();
  }

  write(data: string, drawn: () => void, replay: boolean): void {
    let rows = 0;
    for (const line of this.#reader.take(data)) if (this.#parts.take(line)) rows++;
    this.#rate.add(replay ? 0 : rows, performance.now());
    this.#tints = !replay && !document.hidden;
    this.#draw();
    drawn();
  }

  reset(isCut: boolean): void {
    this.#reader.reset(isCut);
    this.#rate.reset();
    this.#parts.clear();
    this.#unseen = 0;
    this.#drawnCount = 0;
    this.#say();
  }

  async setRunning(running: boolean): Promise<number> {
    this.#isRunning = running;
    this.#clear.setAttribute('aria-disabled', String(running));
    this.#pause.hidden = !running;
    if (!running) this.#setPaused(false);
    clearInterval(this.#footTimer);
    if (running) this.#footTimer = setInterval(() => this.#say(), FOOT_MS);
    this.#say();
    return this.#reader.lines;
  }

  setNote(text: string): void {
    this.#note.hidden = text === '';
    this.#note.textContent = text;
  }

  text(): string {
    return this.#parts.text();
  }

  /** Opens the line to search in, or puts the keyboard into it. */
  search(): void {
    openFindBar(this.element, {
      label: `Search the rows of ${this.#block}`,
      find: (text, back, found) => this.#finder.find(text, back, found),
      end: () => this.#finder.end(),
      opener: this.#find,
    });
  }

  /** Saves the tables as CSV, with all rows that are kept; an output without one as text. */
  download(): void {
    const tables = this.#parts.tables;
    if (tables.length === 0) {
      saveFile(`${this.#block}.txt`, `${this.text()}\n`, 'text/plain');
      return;
    }
    const csv = tables.map(({ columns, fold }) => rowsCsv(columns, fold.rows.values())).join('\r\n');
    saveFile(`${this.#block}.csv`, csv, 'text/csv');
  }

  /** Asks the runner to forget the output, unless more is coming. */
  clear(): void {
    if (!this.#isRunning) this.#events.onClear();
  }

  dispose(): void {
    clearInterval(this.#footTimer);
    clearTimeout(this.#drawing);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.element.remove();
  }

  #makeFoot(): HTMLElement {
    const download = iconButton('down', 'Download rows as CSV');
    this.#find.addEventListener('click', () => this.search());
    download.addEventListener('click', () => this.download());
    this.#clear.addEventListener('click', () => this.clear());
    this.#pause.hidden = true;
    const tools = element('span', { class: 'end' }, this.#newer, this.#pause, this.#find, download, this.#clear);
    return element('div', { class: 'rb-foot' }, this.#count, tools);
  }

  /** What came is put on the page with a frame to come: a slow page has time for other things in between. */
  #draw(): void {
    if (this.#isPaused || this.#drawing !== undefined) return;
    const wait = this.#drawnAt + Math.max(DRAW_MS, this.#cost * 3) - performance.now();
    this.#drawing = setTimeout(() => {
      this.#frame = requestAnimationFrame(() => this.#drawNow());
    }, wait);
  }

  #drawNow(): void {
    const began = performance.now();
    this.#drawing = undefined;
    const isAtEnd = this.#isAtEnd();
    const count = this.#parts.table?.fold.count ?? 0;
    const tint = this.#tints && this.#rate.perSecond(performance.now()) <= TINT_RATE;
    const isMore = this.#parts.tables.map((table) => table.draw(tint)).includes(true);
    this.#scroller.hidden = this.#parts.isEmpty; // what is hidden has no end to go to
    if (isAtEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else this.#unseen += Math.max(0, count - this.#drawnCount);
    this.#drawnCount = count;
    this.#finder.refresh();
    this.#say();
    this.#drawnAt = performance.now();
    this.#cost = this.#drawnAt - began;
    if (isMore) this.#draw();
  }

  #setPaused(paused: boolean): void {
    this.#isPaused = paused;
    this.#pause.textContent = paused ? 'Go on' : 'Pause';
    if (!paused) this.#draw();
    this.#say();
  }

  #isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight <= END_PX;
  }

  #scrolled(): void {
    if (this.#isAtEnd()) this.#unseen = 0;
    this.#sayNewer();
  }

  #toEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#scroller.focus();
  }

  #say(): void {
    const table = this.#parts.table;
    this.#foot.hidden = this.#parts.isEmpty && !this.#isRunning;
    this.#count.textContent = table ? this.#countWords(table.fold.count, table.shown) : '';
    this.#scroller.hidden = this.#parts.isEmpty;
    this.element.dataset.rows = String(table?.fold.count ?? 0);
    this.#sayNewer();
  }

  #countWords(count: number, shown: number): string {
    const n = (number: number) => number.toLocaleString('en-US');
    if (count === 0) return this.#isRunning ? 'No rows yet. New ones appear here.' : 'No rows.';
    const words = [`${n(count)} ${count === 1 ? 'row' : 'rows'}`];
    if (this.#isPaused) words.push('paused');
    else if (this.#isRunning) words.push(`${this.#rate.perSecond(performance.now()).toFixed(1)}/s`);
    if (shown >= ROWS_AT_ONCE && count > shown) words.push(`the last ${n(shown)} are here`);
    return [...words, 'newest last'].join(' · ');
  }

  #sayNewer(): void {
    this.#newer.hidden = this.#unseen === 0;
    this.#newer.textContent = `${this.#unseen.toLocaleString('en-US')} new ${this.#unseen === 1 ? 'row' : 'rows'}`;
  }
}
