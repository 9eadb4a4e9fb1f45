import type { ProgramStatus } from '#contract/messages/program.ts';
import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { clampDock, DOCK_LIMITS, type DockMemory, type DockSide, TABS, type TabName } from './dock-memory.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { iconButton } from './icon-button.ts';
import { LateTab } from './late-tab.ts';
import type { PartOpeners, PipelineTab } from './pipeline-tab.ts';
import { countInWords, isUnderWay } from './program-words.ts';
import type { RunnerState } from './runner-state.ts';
import { ServicesTab } from './services-tab.ts';
import { TerminalTab } from './terminal-tab.ts';

/** What the panel asks of the place it is in. */
export type DockControl = {
  readonly memory: Readonly<DockMemory>;
  move: (side: DockSide) => void;
  resize: (px: number) => void;
  close: () => void;
  rememberTab: (tab: TabName) => void;
};

/** A tab's content: what is in the body and in the foot. `show` and `hide` tell it whether it is looked at. */
export type TabContent = {
  body: HTMLElement;
  foot: HTMLElement | undefined;
  show: () => void;
  hide: () => void;
  /** Puts the keyboard on the one thing there is to do. False when there are several. */
  focusFirst?: () => boolean;
};

const STEP_PX = 16;

/** The inside of the workbench: grip, tabs, and the content of the chosen one. */
export class Workbench {
  readonly #element: HTMLElement;
  readonly #dock: DockControl;
  readonly #tabs: { name: TabName; button: HTMLButtonElement; content: TabContent }[];
  readonly #body = element('div', { class: 'wb-body', role: 'tabpanel', id: 'wb-p', tabindex: 0 });
  readonly #foot = element('div', { class: 'wb-foot-slot' });
  readonly #grip = element('div', { class: 'wb-grip', role: 'separator', tabindex: 0 });
  readonly #side = iconButton('dockb', 'Dock below');
  #chosen = -1;
  #late: LateTab<PipelineTab> | undefined;

  constructor(host: HTMLElement, state: RunnerState, dock: DockControl) {
    adoptCss(partsCss);
    this.#element = host;
    this.#dock = dock;
    const services = new ServicesTab(state);
    const contents: Record<TabName, TabContent> = {
      Services: services,
      Pipeline: this.#pipeline(state, services),
      Terminal: new TerminalTab(state),
      Peek: new LateTab(async () => new (await import('./peek-tab.ts')).PeekTab(state, () => this.#backToPipeline())),
      Programs: new LateTab(async () => new (await import('./programs-tab.ts')).ProgramsTab(state)),
    };
    this.#tabs = TABS.map((name) => ({ name, content: contents[name], button: this.#tabButton(name) }));
    host.replaceChildren(this.#grip, this.#head(), this.#body, this.#foot);
    this.#wireGrip();
    host.addEventListener('keydown', (event) => {
      const inTerminal = event.target instanceof Element && event.target.closest('.xterm') !== null;
      if (event.key === 'Escape' && !event.defaultPrevented && !inTerminal && document.body.dataset.phone === 'open')
        dock.close();
    });
    this.choose(TABS.indexOf(dock.memory.tab));
    state.watch(['programs'], () => this.#drawPrograms(state.programs));
    this.drawDock();
  }

  /** Puts the keyboard on the chosen tab. */
  focusTab(): void {
    this.#tabs[this.#chosen]?.button.focus();
  }

  /** Shows a tab, from 0. */
  choose(index: number): void {
    const tab = this.#tabs[index];
    if (!tab || index === this.#chosen || tab.button.hidden) return;
    this.#tabs[this.#chosen]?.content.hide();
    this.#chosen = index;
    for (const { name, button } of this.#tabs) {
      button.setAttribute('aria-selected', String(name === tab.name));
      button.tabIndex = name === tab.name ? 0 : -1;
    }
    tab.button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.#body.setAttribute('aria-labelledby', tab.button.id);
    this.#body.replaceChildren(tab.content.body);
    this.#foot.replaceChildren(...(tab.content.foot ? [tab.content.foot] : []));
    tab.content.show();
    this.#dock.rememberTab(tab.name);
  }

  #pipeline(state: RunnerState, services: ServicesTab): LateTab<PipelineTab> {
    const open: PartOpeners = {
      peek: () => {
        this.choose(TABS.indexOf('Peek'));
        this.focusTab();
      },
      logs: (service) => {
        this.choose(TABS.indexOf('Services'));
        services.openLogs(service);
      },
    };
    this.#late = new LateTab(async () => new (await import('./pipeline-tab.ts')).PipelineTab(state, open));
    return this.#late;
  }

  /** From a part's messages back to the part. */
  async #backToPipeline(): Promise<void> {
    this.choose(TABS.indexOf('Pipeline'));
    const inside = await this.#late?.inside();
    if (!inside?.focusChosen()) this.focusTab();
  }

  /** A track without programs has no tab for them, unless it is looked at; the tab says how many run. */
  #drawPrograms(programs: readonly ProgramStatus[]): void {
    const tab = this.#tabs.find(({ name }) => name === 'Programs');
    const track = this.#element.dataset.track ?? '';
    const running = programs.filter(isUnderWay).length;
    const isKnown = running > 0 || programs.some(({ lesson }) => lesson.startsWith(`${track}/`));
    if (!tab) return;
    tab.button.hidden = !isKnown && this.#tabs[this.#chosen] !== tab;
    tab.button.querySelector('.count')?.remove();
    if (running > 0)
      tab.button.append(element('span', { class: 'count num', 'aria-label': countInWords(running) }, String(running)));
  }

  /** A press on a tab, from 0: the keyboard goes on where the learner does. Arrow keys and `1` to `5` stay on the tabs. */
  #press(index: number): void {
    this.choose(index);
    if (!this.#tabs[index]?.content.focusFirst?.()) this.focusTab();
  }

  /** Draws what depends on where the panel is docked and how large it is. */
  drawDock(): void {
    const { width, height } = this.#dock.memory;
    const side = this.#element.dataset.dock === 'bottom' ? 'bottom' : 'right';
    const { min, max } = DOCK_LIMITS[side];
    const values = {
      orientation: side === 'right' ? 'vertical' : 'horizontal',
      valuemin: min,
      valuemax: max,
      valuenow: side === 'right' ? width : height,
    };
    for (const [name, value] of Object.entries(values)) this.#grip.setAttribute(`aria-${name}`, String(value));
    this.#grip.setAttribute('aria-label', side === 'right' ? 'Width of the workbench' : 'Height of the workbench');
    const label = side === 'right' ? 'Dock below' : 'Dock right';
    this.#side.replaceChildren(icon(side === 'right' ? 'dockb' : 'panel'));
    this.#side.setAttribute('aria-label', label);
    this.#side.title = label;
  }

  #tabButton(name: TabName): HTMLButtonElement {
    return element('button', { type: 'button', role: 'tab', id: `wb-t-${name}`, 'aria-controls': 'wb-p' }, name);
  }

  #next(by: number): number {
    const count = this.#tabs.length;
    let next = (this.#chosen + by + count) % count;
    while (this.#tabs[next]?.button.hidden) next = (next + by + count) % count;
    return next;
  }

  #head(): HTMLElement {
    const list = element(
      'div',
      { class: 'wb-tabs', role: 'tablist', 'aria-label': 'Workbench' },
      ...this.#tabs.map(({ button }) => button),
    );
    this.#tabs.forEach(({ button }, index) => {
      button.addEventListener('click', () => this.#press(index));
    });
    list.addEventListener('keydown', (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.choose(this.#next(by));
      this.focusTab();
    });
    const close = iconButton('bad', 'Close workbench');
    close.title = 'Close (w)';
    close.addEventListener('click', () => this.#dock.close());
    this.#side.dataset.dockTo = '';
    this.#side.addEventListener('click', () => this.#dock.move(this.#element.dataset.dock === 'bottom' ? 'right' : 'bottom'));
    return element('div', { class: 'wb-head' }, list, element('div', { class: 'end' }, this.#side, close));
  }

  #wireGrip(): void {
    const side = () => (this.#element.dataset.dock === 'bottom' ? 'bottom' : 'right');
    const size = () => (side() === 'right' ? this.#dock.memory.width : this.#dock.memory.height);
    this.#grip.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: STEP_PX, ArrowUp: STEP_PX, ArrowRight: -STEP_PX, ArrowDown: -STEP_PX }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.#dock.resize(clampDock(side(), size() + by));
    });
    this.#grip.addEventListener('pointerdown', (event) => {
      this.#grip.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    this.#grip.addEventListener('pointermove', (event) => {
      if (!this.#grip.hasPointerCapture(event.pointerId)) return;
      this.#dock.resize(clampDock(side(), side() === 'right' ? innerWidth - event.clientX : innerHeight - event.clientY));
    });
  }
}
