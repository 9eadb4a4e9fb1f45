import { keepBanner } from './banner.ts';
import { keepBringHere } from './bring-here.ts';
import { Dock } from './dock.ts';
import { startHeader } from './header.ts';
import { startKeyboard } from './keyboard.ts';
import { LessonPage } from './lesson-page.ts';
import { loadLate } from './load-late.ts';
import { keepProgramBadge } from './program-badge.ts';
import { keepProgress } from './progress.ts';
import { RunnerState } from './runner-state.ts';
import { keepStackNotice } from './stack-notice.ts';
import { keepTrackNotice } from './track-notice.ts';

/** The page's script: connects to the runner that served the page and brings its parts to life. */
function start(): void {
  const lesson = document.querySelector<HTMLElement>('[data-lesson][aria-current], run-block, verify-panel, file-block')?.dataset
    .lesson;
  const here = document.querySelector('.path [aria-current]')?.closest<HTMLElement>('[data-lesson]')?.dataset.lesson;
  const state = new RunnerState(location.origin, here ?? lesson);
  const panel = document.querySelector<HTMLElement>('#wb');
  const dock = panel ? new Dock(panel, state) : undefined;
  const page = new LessonPage(state);
  page.start();
  startHeader(state);
  keepBanner(state);
  keepProgress(state);
  keepStackNotice(state);
  keepBringHere(state);
  keepTrackNotice(state);
  if (dock) keepProgramBadge(state, () => dock.openAt('Programs'));
  keepNeeds(state);
  if (document.querySelector('#continue'))
    loadLate(state, () => import('./home-progress.ts')).then(({ keepHomeProgress }) => keepHomeProgress(state));
  if (document.querySelector('live-dashboard'))
    loadLate(state, () => import('./live-dashboard.ts')).then(({ keepDashboards }) => keepDashboards(state));
  if (page.blocks.length > 0) loadSmallParts(state);
  startKeyboard(page, { toggleWorkbench: () => dock?.toggle(), openTab: (number) => dock?.openTab(number) });
  const retry = () => {
    if (document.visibilityState === 'visible') state.client.retry();
  };
  document.addEventListener('visibilitychange', retry);
  addEventListener('online', retry);
  addEventListener('pageshow', retry);
  state.client.connect();
}

/** What a lesson needs of earlier ones is drawn when the runner says that there is something. */
function keepNeeds(state: RunnerState): void {
  let isKept = false;
  state.watch(['lesson.opened'], () => {
    if (isKept || state.needs.length === 0) return;
    isKept = true;
    loadLate(state, () => import('./program-notice.ts')).then(({ keepProgramNotice }) => keepProgramNotice(state));
  });
}

/**
 * Fetches the small late parts once the page is at rest, so that editor, menu and messages work when the runner, which
 * serves them, has gone. The terminal is not among them.
 */
function loadSmallParts(state: RunnerState): void {
  const load = () =>
    Promise.all([import('./text-editor.ts'), import('./own-code.ts'), import('./block-menu.ts'), import('./toast.ts')]);
  const atRest = () => {
    load().catch(() => {
      // Nobody asked for them yet; whoever does is told by the banner.
    });
  };
  const end = state.client.on('session.welcome', () => {
    end();
    setTimeout(atRest, 2_000);
  });
}

start();
