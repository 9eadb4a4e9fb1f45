import { type DataSource, GrafanaError, getDashboard, hasDashboard, listDataSources } from '../api/grafana-client.ts';
import { queryData } from '../api/query-data.ts';
import type { Frame } from '../data/frame.ts';
import { element } from '../dom/element.ts';
import type { Dashboard, Panel, VariableJson } from '../model/dashboard-json.ts';
import { openDashboard } from '../model/open-dashboard.ts';
import { type Json, record, text, texts } from '../model/read-json.ts';
import type { PanelHost } from '../panels/panel-view.ts';
import { readDuration } from '../time/duration.ts';
import { type RawRange, readRange, type TimeRange } from '../time/time-range.ts';
import { type Filling, interpolate, interpolateDeep } from '../variables/interpolate.ts';
import { ALL, Variables } from '../variables/variables.ts';
import { type Address, writeAddress } from './address.ts';
import { currentTheme, watchTheme } from './current-theme.ts';
import { DashboardHead } from './dashboard-head.ts';
import { openJsonView } from './json-view.ts';
import { PanelGrid } from './panel-grid.ts';
import { sourceOf } from './panel-queries.ts';

/** How often is looked whether the dashboard was changed, or is there at last (ms). */
const LOOK_MS = 2_000;

/** A dashboard: opened, drawn, and kept as it is stored and as its data is. */
export class DashboardPage {
  readonly #root: HTMLElement;
  readonly #address: Address;
  readonly #note = element('p', { class: 'page-note', role: 'status', hidden: true });
  readonly #grid: PanelGrid;
  #stored = '';
  #json: Json = {};
  #dashboard: Dashboard | undefined;
  #variables = new Variables([], new URLSearchParams());
  #dataSources: DataSource[] | undefined;
  #raw: RawRange | undefined;
  #refresh: string | undefined;
  #range: TimeRange = { from: 0, to: 1 };
  #only: number | undefined;
  #head: DashboardHead | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(root: HTMLElement, address: Address) {
    this.#root = root;
    this.#address = address;
    this.#only = address.panelId;
    this.#refresh = address.refresh;
    const { from, to } = address.range;
    if (from && to) this.#raw = { from, to };
    this.#grid = new PanelGrid({
      host: (panel) => this.#host(panel),
      context: (panel) => ({ fillings: this.#fillings(panel), dataSources: this.#dataSources, range: this.#range }),
      view: (panel) => this.#view(panel),
    });
    root.classList.toggle('solo', address.kind === 'solo');
  }

  /** Shows the dashboard from now on. */
  start(): void {
    watchTheme(() => this.#draw());
    addEventListener('popstate', () => location.reload());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#look());
    const again = () => {
      this.#look().finally(() => setTimeout(again, LOOK_MS));
    };
    again();
  }

  /** Fetches the dashboard; draws it when it is another than before. */
  async #look(): Promise<void> {
    if (document.visibilityState === 'hidden' && this.#dashboard) return;
    try {
      if (!(await hasDashboard(this.#address.uid))) {
        this.#sayMissing();
        return;
      }
      const { dashboard } = await getDashboard(this.#address.uid);
      const stored = JSON.stringify(dashboard);
      this.#say('');
      if (stored === this.#stored) return;
      this.#stored = stored;
      this.#json = dashboard;
      await this.#open(dashboard);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof GrafanaError && error.status === 404) this.#sayMissing();
    else {
      if (!this.#dashboard) this.#root.replaceChildren(this.#note);
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #sayMissing(): void {
    this.#grid.clear();
    this.#stored = '';
    this.#dashboard = undefined;
    this.#root.replaceChildren(this.#note);
    this.#say(`There is no dashboard “${this.#address.uid}” yet. It appears here once it is saved.`);
  }

  async #open(json: Json): Promise<void> {
    const dashboard = openDashboard(json);
    this.#dashboard = dashboard;
    document.title = dashboard.title;
    this.#variables = new Variables(dashboard.variables, new URLSearchParams(location.search));
    this.#range = readRange(this.#rawRange);
    // Without the list Grafana itself says what is wrong with a data source.
    this.#dataSources = await listDataSources().catch(() => undefined);
    await this.#loadVariables();
    this.#draw();
    this.#startTicking();
  }

  get #rawRange(): RawRange {
    return this.#raw ?? this.#dashboard?.time ?? { from: 'now-6h', to: 'now' };
  }

  get #interval(): string {
    return this.#refresh ?? this.#dashboard?.refresh ?? '';
  }

  async #loadVariables(): Promise<void> {
    await this.#variables.load({
      range: this.#range,
      dataSources: this.#dataSources ?? [],
      query: (json, fillings) => this.#queryVariable(json, fillings),
    });
  }

  async #queryVariable(json: VariableJson, fillings: ReadonlyMap<string, Filling>): Promise<Frame[]> {
    const source = sourceOf(json.datasource as Panel['datasource'], { fillings, dataSources: this.#dataSources });
    if (typeof source === 'string') throw new Error(source);
    const words = text(json.query) ?? text(record(json.query).query) ?? text(json.definition) ?? '';
    const query = { ...record(interpolateDeep(record(json.query), fillings)), query: interpolate(words, fillings, true) };
    const asked = {
      ...query,
      refId: 'metricFindQuery',
      rawQuery: true,
      resultFormat: 'table',
      datasource: source,
      intervalMs: 1_000,
      maxDataPoints: 1_000,
    };
    const { frames, errors } = await queryData([asked], this.#range);
    if (errors[0]) throw new Error(errors[0]);
    return frames;
  }

  /** Draws head and panels anew: another dashboard, other values of variables that panels are repeated for, another look. */
  #draw(): void {
    const dashboard = this.#dashboard;
    if (!dashboard) return;
    const isKiosk = this.#address.isKiosk;
    this.#head = new DashboardHead(dashboard, this.#variables, {
      isKiosk,
      raw: this.#rawRange,
      refresh: this.#interval,
      orders: {
        chooseRange: (raw) => this.#chooseRange(raw),
        chooseRefresh: (interval) => this.#chooseRefresh(interval),
        chooseVariable: (name, values) => this.#chooseVariable(name, values),
        refresh: () => this.#refreshAll({ changed: true }),
        openJson: () => openJsonView(this.#json, () => this.#look()),
      },
      links: { fill: (words) => interpolate(words, this.#fillings()), search: (link) => this.#linkSearch(link) },
    });
    const lacks = [...dashboard.lacks, ...this.#variables.lacks];
    const notes = lacks.length > 0 ? [element('p', { class: 'page-note' }, `Left out here: ${lacks.join(', ')}.`)] : [];
    const main = element('main', { class: isKiosk ? 'dashboard kiosk' : 'dashboard' }, ...notes, this.#grid.element);
    this.#root.replaceChildren(...(this.#address.kind === 'solo' ? [] : [this.#head.element]), this.#note, main);
    this.#drawGrid();
  }

  /** What a link takes along: the times, the variables. */
  #linkSearch({ keepTime, includeVars }: Json): string {
    const search = new URLSearchParams();
    const { from, to } = this.#rawRange;
    if (keepTime === true) for (const [name, value] of Object.entries({ from, to })) search.set(name, value);
    if (includeVars === true) this.#variables.toSearch(search);
    return search.toString();
  }

  #drawGrid(): void {
    if (this.#dashboard) this.#grid.draw(this.#dashboard, { only: this.#only, values: (name) => this.#repeatValues(name) });
  }

  #repeatValues(name: string): { text: string; value: string }[] {
    const variable = this.#variables.all.find((one) => one.name === name);
    if (!variable) return [];
    return variable.options.filter(
      ({ value }) => value !== ALL && (variable.chosen.includes(ALL) || variable.chosen.includes(value)),
    );
  }

  #host(panel: Panel): PanelHost {
    return {
      theme: currentTheme(),
      zone: texts(panel.options.timezone)[0] ?? this.#dashboard?.timezone ?? 'browser',
      graphTooltip: this.#dashboard?.graphTooltip ?? 0,
      fill: (words) => interpolate(words, this.#fillings(panel)),
      chooseRange: ({ from, to }) => this.#chooseRange({ from: String(from), to: String(to) }),
    };
  }

  #fillings(panel?: Panel): Map<string, Filling> {
    const { from, to } = this.#range;
    const fillings = this.#variables.fillings(this.#range);
    const one = (value: string | number): Filling => ({ value: String(value), many: false });
    for (const [name, value] of Object.entries({
      __from: from,
      __to: to,
      __range_ms: to - from,
      __range_s: Math.round((to - from) / 1000),
      __range: `${Math.round((to - from) / 1000)}s`,
      __dashboard: this.#dashboard?.title ?? '',
      __url_time_range: this.#linkSearch({ keepTime: true }),
      __all_variables: this.#linkSearch({ includeVars: true }),
    }))
      fillings.set(name, one(value));
    for (const [name, value] of Object.entries(panel?.scope ?? {})) {
      const shown = this.#variables.all
        .find((variable) => variable.name === name)
        ?.options.find((option) => option.value === value)?.text;
      fillings.set(name, { value: [value], many: true, shown: shown ?? value });
    }
    return fillings;
  }

  #chooseRange(raw: RawRange): void {
    this.#raw = raw;
    this.#head?.showRange(raw);
    writeAddress(
      (search) => {
        search.set('from', raw.from);
        search.set('to', raw.to);
      },
      { push: true },
    );
    this.#range = readRange(raw);
    const asked = this.#variables.all.some(({ json }) => json.refresh === 2) ? this.#loadVariables() : Promise.resolve();
    asked.then(() => this.#refreshAll({ changed: true }));
  }

  #chooseRefresh(interval: string): void {
    this.#refresh = interval;
    writeAddress((search) => search.set('refresh', interval));
    this.#startTicking();
  }

  #chooseVariable(name: string, values: string[]): void {
    this.#variables.choose(name, values);
    writeAddress((search) => this.#variables.toSearch(search));
    // Later variables may be made of this one.
    this.#loadVariables().then(() => {
      if (this.#dashboard?.panels.flatMap((panel) => [panel, ...panel.panels]).some(({ repeat }) => repeat === name))
        this.#drawGrid();
      else this.#refreshAll({ changed: true });
    });
  }

  #startTicking(): void {
    clearInterval(this.#tick);
    const ms = readDuration(this.#interval);
    if (ms) this.#tick = setInterval(() => document.visibilityState === 'visible' && this.#refreshAll(), Math.max(ms, 250));
  }

  #refreshAll(how: { changed?: boolean } = {}): void {
    this.#range = readRange(this.#rawRange);
    for (const frame of this.#grid.frames) frame.refresh(how);
  }

  #view(panel: Panel): void {
    this.#only = this.#only === undefined ? panel.id : undefined;
    writeAddress((search) => {
      if (this.#only === undefined) search.delete('viewPanel');
      else search.set('viewPanel', String(this.#only));
    });
    this.#drawGrid();
    this.#root.querySelector<HTMLElement>(`[data-panel="${panel.id}"] .view`)?.focus();
  }

  #say(words: string): void {
    this.#note.hidden = words === '';
    if (this.#note.textContent !== words) this.#note.textContent = words;
  }
}
