import { button, element } from '../dom/element.ts';
import type { Dashboard } from '../model/dashboard-json.ts';
import { REFRESH_INTERVALS } from '../time/quick-ranges.ts';
import type { RawRange } from '../time/time-range.ts';
import type { Variables } from '../variables/variables.ts';
import { dashboardLinks, type LinkSurroundings } from './dashboard-links.ts';
import { TimePicker } from './time-picker.ts';
import { variableControls } from './variable-controls.ts';

/** What the head of a dashboard can be told to do. */
export type HeadOrders = {
  chooseRange: (raw: RawRange) => void;
  chooseRefresh: (interval: string) => void;
  chooseVariable: (name: string, values: string[]) => void;
  refresh: () => void;
  /** Opens the JSON of the dashboard. */
  openJson: () => void;
};

/** The title, the variables, and what times are shown how often. In a frame only what is needed to read: no title, no links. */
export class DashboardHead {
  readonly element: HTMLElement;
  readonly #picker: TimePicker;

  constructor(dashboard: Dashboard, variables: Variables, { isKiosk, raw, refresh, orders, links }: HeadState) {
    this.#picker = new TimePicker(raw, dashboard.timezone, orders.chooseRange);
    const controls = variableControls(variables, orders.chooseVariable);
    const bar = element('div', { class: 'variables' }, ...controls);
    const picker = dashboard.hasTimePicker ? [this.#picker.element] : [];
    const end = element('div', { class: 'times' }, ...picker, this.#refreshPicker(dashboard, refresh, orders));
    const title = element('h1', { class: isKiosk ? 'sr' : undefined }, dashboard.title);
    this.element = element('header', { class: isKiosk ? 'head kiosk' : 'head' });
    if (!isKiosk) this.element.append(element('a', { href: '/dashboards', class: 'home' }, 'Dashboards'));
    this.element.append(title);
    if (!isKiosk) end.append(button('JSON', orders.openJson, { class: 'opener' }));
    // In a frame without variables the panels say all there is; the range is the lesson's.
    if (!isKiosk || controls.length > 0) this.element.append(bar);
    if (!isKiosk) this.element.append(...dashboardLinks(dashboard.links, links), end);
  }

  /** Says another range. */
  showRange(raw: RawRange): void {
    this.#picker.show(raw);
  }

  #refreshPicker({ refreshIntervals }: Dashboard, refresh: string, orders: HeadOrders): HTMLElement {
    const intervals = [
      ...new Set([...(refreshIntervals.length > 0 ? refreshIntervals : REFRESH_INTERVALS), ...(refresh ? [refresh] : [])]),
    ];
    const choice = element(
      'select',
      { 'aria-label': 'Refresh every' },
      element('option', { value: '', selected: refresh === '' }, 'Off'),
      ...intervals.map((interval) => element('option', { value: interval, selected: interval === refresh }, interval)),
    );
    choice.addEventListener('change', () => orders.chooseRefresh(choice.value));
    const now = button('Refresh', orders.refresh, { class: 'opener' });
    return element('div', { class: 'refresh' }, now, choice);
  }
}

type HeadState = { isKiosk: boolean; raw: RawRange; refresh: string; orders: HeadOrders; links: LinkSurroundings };
