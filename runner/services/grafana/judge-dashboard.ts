import { count } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import { type Asked, PanelAsker } from './ask-panel.ts';
import { asksForData, type Json, type Panel, panelsOf } from './dashboard-panels.ts';
import { readTime } from './embedded/time-range.ts';
import type { GrafanaClient } from './grafana-client.ts';
import { findNamed, missingName, namesOnly } from './missing-name.ts';

type Check = CheckOf<'grafana.dashboard'>;

/** Points that a panel is drawn with, more or less: how wide `$__interval` is. */
const POINTS = 500;
const MIN_INTERVAL_MS = 1000;

/** `grafana.dashboard`: is it there with its panels, and do they get data? */
export async function judgeDashboard(check: Check, client: GrafanaClient): Promise<CheckResult> {
  const expected = expectedOf(check);
  const all = (await client.dashboards()).map(({ uid, title }) => ({ uid, name: title }));
  const hit = findNamed(check.dashboard, all);
  const seen = hit && (await client.dashboard(hit.uid));
  if (!seen)
    return {
      passed: false,
      expected,
      ...missingName('dashboard', check.dashboard, all),
    };
  const panels = panelsOf(seen.dashboard);
  const missing = check.panels?.find((title) => !panels.some((panel) => panel.title === title));
  if (missing !== undefined)
    return {
      passed: false,
      expected,
      ...missingName('panel', missing, namesOnly(panels.map(({ title }) => title).filter(Boolean))),
    };
  const wanted = panels.filter((panel) => (check.panels ? check.panels.includes(panel.title) : true) && asksForData(panel));
  if (wanted.length === 0)
    return {
      passed: false,
      expected,
      actual: `${count(panels.length, 'panel')}, none with a query`,
      hint: 'Add a panel with a query.',
    };
  return {
    expected,
    ...(await judgePanels(wanted, { client, dashboard: seen.dashboard, asked: askedOf(check, seen.dashboard) })),
  };
}

function expectedOf({ dashboard, panels, newestWithin }: Check): string {
  const which =
    panels === undefined ? 'whose panels show data' : `with data in ${panels.map((title) => `“${title}”`).join(', ')}`;
  return `a dashboard ${dashboard} ${which}${newestWithin === undefined ? '' : ` of the last ${count(newestWithin, 'second')}`}`;
}

type Where = { client: GrafanaClient; dashboard: Json; asked: Asked };

async function judgePanels(
  panels: readonly Panel[],
  { client, dashboard, asked }: Where,
): Promise<Omit<CheckResult, 'expected'>> {
  const asker = await PanelAsker.open(client, dashboard, asked);
  const answers = await Promise.all(panels.map(async (panel) => ({ panel, ...(await asker.ask(panel)) })));
  const empty = answers.filter(({ hasData }) => !hasData);
  const [first] = empty;
  if (!first) return { passed: true, actual: `${count(panels.length, 'panel')} with data` };
  const others =
    empty.length > 1 ? `; ${count(empty.length - 1, 'other')} ${empty.length === 2 ? 'has' : 'have'} none either` : '';
  return {
    passed: false,
    actual: `the panel ${titleOf(first.panel)} has no data: ${first.why}${others}`,
    hint: /finds nothing/.test(first.why ?? '')
      ? 'See that new rows come to InfluxDB, and that the names in the query are those of the measurement, its fields and tags.'
      : 'Mend what it says in the JSON of the dashboard and save it again.',
  };
}

const titleOf = ({ title, type }: Panel): string => (title === '' ? `without a title (${type})` : `“${title}”`);

/** The dashboard's own time range, or the last seconds that the check names. */
function askedOf({ newestWithin }: Check, { time }: Json): Asked {
  const own = (time ?? {}) as { from?: unknown; to?: unknown };
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' && value !== '' ? value : otherwise);
  const from = newestWithin === undefined ? text(own.from, 'now-6h') : `now-${Math.ceil(newestWithin)}s`;
  const to = newestWithin === undefined ? text(own.to, 'now') : 'now';
  const now = Date.now();
  const spanMs = (readTime(to, now, { end: true }) ?? now) - (readTime(from, now) ?? now);
  return { from, to, intervalMs: Math.max(MIN_INTERVAL_MS, Math.round(spanMs / POINTS)) };
}
