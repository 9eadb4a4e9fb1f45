import type { Progress } from '#contract/messages/progress.ts';
import { passedCount, progressOf } from './progress-words.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';

/** Keeps the sidebar's ticks, the count above them and the line under a changed lesson's title. */
export function keepProgress(state: RunnerState): void {
  let before: Progress | undefined;
  let stack = state.stackId;
  state.watch(['progress'], () => {
    const { progress } = state;
    if (!progress) return;
    const items = [...document.querySelectorAll<HTMLElement>('.path li[data-lesson]')];
    // The list of a track's own page has the same ticks.
    for (const item of [...items, ...document.querySelectorAll<HTMLElement>('.lessons li[data-lesson]')])
      drawTick(item, progress);
    const count = document.querySelector('.track-head p');
    const lessons = items.map((item) => item.dataset.lesson ?? '');
    if (count && items.length > 0) count.textContent = passedCount(progress, lessons);
    drawChanged(progress, state.lesson);
    // What was passed on the other stack long ago is no news.
    if (before && stack === state.stackId) tellPassed(before, progress, items);
    stack = state.stackId;
    before = progress;
  });
}

const SPOKEN = { passed: ', passed', changed: ', passed, changed since', brought: ', brought', todo: ', not passed' } as const;

function drawTick(item: HTMLElement, progress: Progress): void {
  const p = progressOf(progress, item.dataset.lesson ?? '');
  item.dataset.p = p;
  const isHere = item.querySelector('[aria-current]') !== null;
  // Where the learner is, the row's ground says too, so a passed lesson keeps its filled tick.
  item.querySelector('use')?.setAttribute('href', `#i-t-${isHere && p === 'todo' ? 'here' : p}`);
  const spoken = item.querySelector('.sr');
  if (spoken) spoken.textContent = SPOKEN[p];
}

function drawChanged(progress: Progress, lesson: string | undefined): void {
  const line = document.querySelector<HTMLElement>('.changed');
  const mine = lesson === undefined ? undefined : progress.lessons[lesson];
  if (!line) return;
  line.hidden = !mine?.changed;
  const words = line.querySelector('span');
  if (!mine || !words) return;
  const day = new Date(mine.passedAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
  words.textContent = `This lesson has changed since you passed it on ${day}. Verify again to keep your tick.`;
}

/** A lesson that was passed out of sight (another tab, the panel scrolled away) is told in a toast. */
function tellPassed(before: Progress, now: Progress, items: HTMLElement[]): void {
  for (const item of items) {
    const id = item.dataset.lesson ?? '';
    if (progressOf(now, id) !== 'passed' || progressOf(before, id) === 'passed') continue;
    const title = item.querySelector('a span')?.firstChild?.textContent?.trim() ?? id;
    if (!panelIsInSight()) showToast(`“${title}” passed.`);
  }
}

function panelIsInSight(): boolean {
  const at = document.querySelector('verify-panel:not([data-part])')?.getBoundingClientRect();
  return at !== undefined && at.bottom > 0 && at.top < innerHeight && document.visibilityState === 'visible';
}
