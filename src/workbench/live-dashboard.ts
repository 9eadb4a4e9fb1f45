import css from '../styles/live-dashboard.css?inline';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { endedRuns, isNewRun } from './live-dashboard-runs.ts';
import type { RunnerState } from './runner-state.ts';

/**
 * Shows the dashboards that a lesson has in its text: in a frame, from the Grafana of the stack in use, in the look of
 * the page. The embedded Grafana's page says when a dashboard is not there yet, and follows what is saved; the real one's
 * is loaded again whenever a block of the lesson has ended.
 */
export function keepDashboards(state: RunnerState): void {
  adoptCss(css);
  const places = [...document.querySelectorAll<HTMLElement>('live-dashboard[data-uid]')];
  const draw = () => {
    for (const place of places) drawDashboard(place, state);
  };
  state.watch(['connection', 'stack'], draw);
  let ended = endedRuns(state);
  // Runs of before the page was opened, or of another stack.
  state.watch(['lesson.opened'], () => {
    ended = endedRuns(state);
  });
  state.watch(['lesson'], () => {
    const before = ended;
    ended = endedRuns(state);
    // A page of the real Grafana does not look again by itself whether there is a dashboard, and nobody can ask it from here.
    if (state.stackId === 'docker' && isNewRun(before, ended)) for (const place of places) loadAgain(place);
  });
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
}

function loadAgain(place: HTMLElement): void {
  const frame = place.querySelector('iframe');
  frame?.setAttribute('src', frame.src);
}

function drawDashboard(place: HTMLElement, state: RunnerState): void {
  const uid = place.dataset.uid ?? '';
  const service = state.stack?.services.find((one) => one.service === 'grafana');
  const page = state.connection === 'connected' && service?.state === 'ready' ? service.ui : undefined;
  const words = page ? `Dashboard ${uid}, live` : absentWords(state, service);
  const address = page && new URL(`/d/${uid}`, page).href;
  const source = address && `${address}?kiosk&theme=${document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light'}`;
  const drawn = `${words}\n${source ?? ''}`;
  if (place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  const bar = element('div', { class: 'head' }, element('span', { class: 'words', role: 'status' }, words));
  place.replaceChildren(bar);
  if (!address || !source) return;
  const frame = element('iframe', { src: source, title: `Dashboard ${uid}`, height: place.dataset.height, loading: 'lazy' });
  const again = button('Load again', () => frame.setAttribute('src', source), 'quiet');
  const open = element(
    'a',
    { class: 'quiet', href: address, target: '_blank', rel: 'noreferrer' },
    'Open in Grafana ',
    icon('ext'),
  );
  bar.append(again, open);
  place.append(frame);
}

function absentWords({ connection, stack }: RunnerState, service: { state: string; available: boolean } | undefined): string {
  if (connection === 'connecting') return 'Connecting to the runner.';
  if (connection !== 'connected' || !stack) return 'The runner is not there. The dashboard is drawn here once it is.';
  if (!service?.available) return 'Grafana is not part of this stack.';
  if (service.state === 'starting') return 'Grafana is starting. The dashboard appears here once it is ready.';
  if (service.state === 'ready') return 'Grafana has no page to show.';
  return 'Grafana is stopped. Start it in the workbench, and the dashboard appears here.';
}
