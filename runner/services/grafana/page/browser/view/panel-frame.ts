import { queryData } from '../api/query-data.ts';
import type { Frame } from '../data/frame.ts';
import { lengthOf } from '../data/frame.ts';
import { transform } from '../data/transform.ts';
import { button, element } from '../dom/element.ts';
import { configured, unknownMatchers } from '../fields/field-config.ts';
import type { Panel } from '../model/dashboard-json.ts';
import { text } from '../model/read-json.ts';
import type { PanelHost, PanelView } from '../panels/panel-view.ts';
import { DRAWN_TYPES, panelView } from '../panels/panel-views.ts';
import { readDuration } from '../time/duration.ts';
import { readTime, type TimeRange } from '../time/time-range.ts';
import { panelQueries, type QueryContext } from './panel-queries.ts';
import { safeLink } from './safe-link.ts';

/** What a panel gets from the dashboard around it. */
export type PanelSurroundings = {
  host: (panel: Panel) => PanelHost;
  context: (panel: Panel) => Omit<QueryContext, 'width'>;
  /** Shows this panel alone, or all again. */
  view: (panel: Panel) => void;
};

/** A panel with its title, what is to be said about it, and what it draws. */
export class PanelFrame {
  readonly element: HTMLElement;
  readonly panel: Panel;
  readonly #around: PanelSurroundings;
  readonly #body = element('div', { class: 'panel-body' });
  readonly #notes = element('div', { class: 'notes' });
  readonly #empty = element('p', { class: 'empty', hidden: true });
  readonly #title = element('h2');
  readonly #view: PanelView | undefined;
  /** What is asked now; a new question ends it. */
  #asking: AbortController | undefined;
  #isSeen = false;

  constructor(panel: Panel, around: PanelSurroundings) {
    this.panel = panel;
    this.#around = around;
    this.#view = panelView(panel.type, around.host(panel));
    this.#name(around.host(panel));
    const head = element('header', {}, this.#title);
    head.append(
      button('⤢', () => around.view(panel), {
        class: 'view',
        'aria-label': `Only “${panel.title || panel.type}”, or all panels`,
        title: 'View',
      }),
    );
    const classes = panel.transparent ? 'panel transparent' : 'panel';
    this.element = element('section', {
      class: classes,
      'data-panel': panel.id,
      'data-type': panel.type,
      'aria-label': panel.title || panel.type,
    });
    head.append(...this.#links(around.host(panel)), ...ownTimes(panel));
    if (panel.description)
      head.append(
        element('span', { class: 'about', title: panel.description, role: 'img', 'aria-label': panel.description }, 'i'),
      );
    this.element.append(head, this.#notes, this.#body, this.#empty);
    if (this.#view) this.#body.append(this.#view.element);
  }

  /** It came into view: what it shows is asked for from now on. */
  see(): void {
    if (this.#isSeen) return;
    this.#isSeen = true;
    this.refresh();
  }

  /** Asks for the data anew and draws it. While a question is open, another one is left out, unless what is asked changed. */
  async refresh({ changed = false }: { changed?: boolean } = {}): Promise<void> {
    if (!this.#isSeen || (this.#asking && !changed)) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.element.setAttribute('aria-busy', 'true');
    try {
      await this.#draw(asking.signal);
    } catch (error) {
      if (!asking.signal.aborted) this.#say([{ kind: 'error', words: error instanceof Error ? error.message : String(error) }]);
    } finally {
      if (this.#asking === asking) {
        this.#asking = undefined;
        this.element.removeAttribute('aria-busy');
        this.element.dataset.asked = '';
      }
    }
  }

  destroy(): void {
    this.#asking?.abort();
    this.#view?.destroy();
  }

  async #draw(signal: AbortSignal): Promise<void> {
    const { panel } = this;
    const host = this.#around.host(panel);
    this.#name(host);
    if (!this.#view) {
      const known = DRAWN_TYPES.join(', ');
      const words = panel.type ? `A panel of type “${panel.type}” is not drawn here. These are: ${known}.` : '';
      this.#say([words, leftOut(panel.lacks)].filter(Boolean).map((one) => ({ kind: 'lack', words: one })));
      return;
    }
    const around = this.#around.context(panel);
    const range = ownRange(panel, around.range);
    const { queries, problems } = panelQueries(panel, { ...around, range, width: this.#body.clientWidth });
    const answer = queries.length > 0 ? await queryData(queries, range, signal) : { frames: [], errors: [] };
    if (signal.aborted) return;
    const changed = transform(answer.frames, panel.transformations);
    const frames = configured(changed.frames, panel.fieldConfig);
    const { label, lacks = [] } = this.#view.update({ panel, frames, range });
    const missing = [...panel.lacks, ...changed.lacks, ...unknownMatchers(panel.fieldConfig.overrides), ...lacks];
    this.#describe(label, frames, [...problems, ...answer.errors]);
    this.#say([
      ...[...problems, ...answer.errors].map((words) => ({ kind: 'error' as const, words })),
      ...(missing.length > 0 ? [{ kind: 'lack' as const, words: leftOut(missing) }] : []),
      ...frames.flatMap(({ notices }) => notices.map((words) => ({ kind: 'lack' as const, words }))),
    ]);
  }

  #links({ fill }: PanelHost): HTMLElement[] {
    const made = this.panel.links.flatMap(
      ({ title, url, targetBlank }) =>
        safeLink(fill(text(title) ?? ''), fill(text(url) ?? ''), { isBlank: targetBlank === true }) ?? [],
    );
    return made.length > 0 ? [element('span', { class: 'links' }, ...made)] : [];
  }

  #name({ fill }: PanelHost): void {
    this.#title.textContent = fill(this.panel.title);
    this.#title.hidden = this.panel.title === '';
  }

  /** Says in one place what the panel shows, or that it shows nothing. */
  #describe(label: string, frames: readonly Frame[], errors: readonly string[]): void {
    const isText = this.panel.type === 'text';
    const isEmpty = !isText && frames.every((frame) => lengthOf(frame) === 0);
    this.#empty.hidden = !isEmpty || errors.length > 0;
    const noData = text(this.panel.fieldConfig.defaults.noValue) ?? 'No data in this time range.';
    this.#empty.textContent = this.panel.targets.length === 0 ? 'This panel has no query.' : noData;
    this.#body.hidden = isEmpty;
    this.element.setAttribute(
      'aria-label',
      isText ? label : `${this.#title.textContent || this.panel.type}. ${isEmpty ? 'No data.' : label}`,
    );
  }

  #say(notes: readonly { kind: 'error' | 'lack'; words: string }[]): void {
    const drawn = notes.map(({ kind, words }) => `${kind}${words}`).join('\n');
    if (this.#notes.dataset.drawn === drawn) return;
    this.#notes.dataset.drawn = drawn;
    this.#notes.replaceChildren(...notes.map(({ kind, words }) => element('p', { 'data-kind': kind }, words)));
  }
}

const leftOut = (lacks: readonly string[]): string => (lacks.length > 0 ? `Left out here: ${lacks.join(', ')}.` : '');

/** What the title says of a panel that has times of its own. */
function ownTimes({ timeFrom, timeShift, hideTimeOverride }: Panel): HTMLElement[] {
  const words = [
    ...(timeFrom ? [`Last ${timeFrom.replace(/^now-/, '')}`] : []),
    ...(timeShift ? [`shifted by -${timeShift.replace(/^now-/, '')}`] : []),
  ];
  return words.length > 0 && !hideTimeOverride ? [element('span', { class: 'own-times' }, words.join(', '))] : [];
}

/** A panel may look at another range than the dashboard: its last hour, or the same range a day before. */
function ownRange({ timeFrom, timeShift }: Panel, range: TimeRange): TimeRange {
  const now = Date.now();
  const length = readDuration(timeFrom);
  const from = timeFrom?.includes('now')
    ? readTime(timeFrom, { now, roundUp: false })
    : length === undefined
      ? undefined
      : now - length;
  const own = from === undefined ? range : { from, to: now };
  const shift = readDuration(timeShift?.replace(/^now-/, '')) ?? 0;
  return { from: own.from - shift, to: own.to - shift };
}
