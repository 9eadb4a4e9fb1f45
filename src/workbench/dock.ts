import { clampDock, type DockMemory, type DockSide, readDock, TABS, type TabName, writeDock } from './dock-memory.ts';
import { loadLate } from './load-late.ts';
import { lessonServices } from './needed-services.ts';
import type { RunnerState } from './runner-state.ts';
import { stackWords } from './stack-words.ts';
import type { Workbench } from './workbench.ts';

const PHONE = '(max-width: 50em)';
/** Sidebar and a lesson that can still be read. */
const ROOM_FOR_LESSON_PX = 272 + 480;

/**
 * Where the workbench is: right, below, closed, or on a phone a sheet. Its inside is loaded when it is open for the
 * first time. Closing gives the focus back to what opened it.
 */
export class Dock {
  readonly #element: HTMLElement;
  readonly #state: RunnerState;
  readonly #toggle = document.querySelector<HTMLElement>('#wb-toggle');
  readonly #bar = document.querySelector<HTMLElement>('.wb-bar');
  readonly #phone = matchMedia(PHONE);
  #memory: DockMemory;
  #sheet = false;
  #inside: Promise<Workbench> | undefined;

  constructor(element: HTMLElement, state: RunnerState) {
    this.#element = element;
    this.#state = state;
    this.#memory = readDock(localStorage, innerWidth);
    this.#toggle?.addEventListener('click', () => this.toggle());
    this.#bar?.addEventListener('click', () => this.toggle());
    addEventListener('resize', () => this.#draw());
    this.#draw();
    state.watch(['stack', 'numbers', 'connection'], () => this.#drawBar());
  }

  /** How it is now: as remembered, but never so wide that no room is left for the lesson. */
  get memory(): Readonly<DockMemory> {
    const { width } = this.#memory;
    return { ...this.#memory, width: clampDock('right', Math.min(width, innerWidth - ROOM_FOR_LESSON_PX)) };
  }

  get #isOpen(): boolean {
    return this.#phone.matches ? this.#sheet : this.#memory.open;
  }

  /** Opens or closes. Opening by hand moves the keyboard into it. */
  toggle(): void {
    if (this.#isOpen) this.close();
    else this.open();
  }

  /** Opens the workbench and puts the keyboard on its chosen tab. */
  async open(): Promise<void> {
    this.#set(true);
    (await this.#inside)?.focusTab();
  }

  close(): void {
    const hadFocus = this.#element.contains(document.activeElement);
    this.#set(false);
    if (hadFocus) (this.#phone.matches ? this.#bar : this.#toggle)?.focus();
  }

  /** Opens the workbench at one of its tabs. */
  async openAt(tab: TabName): Promise<void> {
    this.#set(true);
    const inside = await this.#inside;
    inside?.choose(TABS.indexOf(tab));
    inside?.focusTab();
  }

  /** Shows one of the tabs, from 1, when the workbench is open. */
  async openTab(number: number): Promise<void> {
    const inside = await this.#inside;
    inside?.choose(number - 1);
    inside?.focusTab();
  }

  /** Moves the workbench to a side of the lesson. */
  move(side: DockSide): void {
    this.#remember({ side });
  }

  /** Sets the width (right) or height (below), in CSS pixels. */
  resize(px: number): void {
    this.#remember(this.#memory.side === 'right' ? { width: px } : { height: px });
  }

  rememberTab(tab: TabName): void {
    this.#remember({ tab });
  }

  #set(open: boolean): void {
    if (this.#phone.matches) {
      this.#sheet = open;
      this.#draw();
    } else this.#remember({ open });
  }

  #remember(change: Partial<DockMemory>): void {
    this.#memory = { ...this.#memory, ...change };
    writeDock(localStorage, this.#memory);
    this.#draw();
  }

  #draw(): void {
    const { side, width, height } = this.memory;
    const open = this.#isOpen;
    const phone = this.#phone.matches;
    // A window that became too narrow for both shows the panel below; what was chosen stays remembered.
    const where: DockSide = side === 'right' && innerWidth < 1024 ? 'bottom' : side;
    document.body.dataset.wb = open && !phone ? where : 'closed';
    document.body.dataset.phone = open && phone ? 'open' : '';
    this.#element.dataset.dock = where;
    this.#element.hidden = !open;
    document.documentElement.style.setProperty('--wb-w', `${width}px`);
    document.documentElement.style.setProperty('--wb-h', `${height}px`);
    this.#toggle?.setAttribute('aria-pressed', String(open));
    this.#bar?.setAttribute('aria-expanded', String(open && phone));
    if (open) this.#inside ??= this.#load();
    this.#inside?.then((inside) => inside.drawDock());
  }

  async #load(): Promise<Workbench> {
    const { Workbench } = await loadLate(this.#state, () => import('./workbench.ts'));
    return new Workbench(this.#element, this.#state, this);
  }

  #drawBar(): void {
    const { dot, word } = stackWords(this.#state.stack, this.#state.connection, lessonServices());
    this.#bar?.querySelector('.dot')?.setAttribute('data-s', dot);
    const [name, small] = [this.#bar?.querySelector('b'), this.#bar?.querySelector('small')];
    if (name) name.textContent = this.#state.stackId === 'docker' ? 'Docker' : 'Embedded';
    if (small) small.textContent = word;
  }
}
