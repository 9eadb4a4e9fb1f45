import type { Progress } from '#contract/messages/progress.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { countDone, progressOf, trackCount, whereToGoOn } from './progress-words.ts';
import type { RunnerState } from './runner-state.ts';

/** Fills what the home page and a track's page leave open: how far each track is, and where to go on. */
export function keepHomeProgress(state: RunnerState): void {
  let continued: string | undefined;
  state.watch(['progress'], () => {
    const { progress } = state;
    if (!progress) return;
    for (const row of document.querySelectorAll<HTMLElement>('[data-track][data-lessons]')) drawTrack(row, progress);
    for (const channel of document.querySelectorAll<SVGElement>('.tracks .e-flow[data-lesson]'))
      channel.classList.toggle('wet', isDone(progress, channel.dataset.lesson));
    for (const station of document.querySelectorAll<SVGElement>('.step-c[data-lesson]'))
      station.classList.toggle('step-done', isDone(progress, station.dataset.lesson));
    const { last } = progress;
    const box = document.querySelector<HTMLElement>('#continue');
    const known = JSON.stringify([last, progress.lessons]);
    if (!box || !last || known === continued || (box.dataset.track && !last.startsWith(`${box.dataset.track}/`))) return;
    continued = known;
    drawContinue(box, last, progress);
  });
}

/** A lesson that changed since it was passed counts, as in the number of lessons passed. */
function isDone(progress: Progress, lesson: string | undefined): boolean {
  return lesson !== undefined && progressOf(progress, lesson) !== 'todo';
}

function drawTrack(row: HTMLElement, progress: Progress): void {
  const total = Number(row.dataset.lessons ?? 0);
  const facts = row.querySelector('[data-progress]');
  const own = Object.keys(progress.lessons).filter((lesson) => lesson.startsWith(`${row.dataset.track}/`));
  const done = countDone(progress, own);
  const words = facts?.querySelector('b');
  if (!facts || !words || own.length === 0 || total === 0) return;
  const isComplete = own.length >= total && 'complete' in row.dataset;
  words.textContent = trackCount(done, total, isComplete);
  words.classList.toggle('done', isComplete);
  facts.querySelector('.steps-done, .done > svg')?.remove();
  if (isComplete) {
    words.prepend(icon('ok'));
    return;
  }
  const dots = Array.from({ length: total }, (_, index) =>
    element('i', { class: index < done.passed ? 'd' : index < own.length ? 'b' : undefined }),
  );
  facts.prepend(element('span', { class: 'steps-done', 'aria-hidden': 'true' }, ...dots));
}

/** What a lesson's own page says of itself; the home page does not carry every lesson's facts. */
async function readLesson(href: string): Promise<Document | undefined> {
  try {
    const answer = await fetch(href);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined; // Without the runner the page keeps pointing to the first lesson.
  }
}

async function drawContinue(box: HTMLElement, last: string, progress: Progress): Promise<void> {
  let page = await readLesson(`/${last}/`);
  const lessons = [...(page?.querySelectorAll<HTMLElement>('.path li[data-lesson]') ?? [])].map(
    (item) => item.dataset.lesson ?? '',
  );
  const lesson = whereToGoOn(progress, lessons, last);
  if (page && lesson && lesson !== last) page = await readLesson(`/${lesson}/`);
  const link = box.querySelector<HTMLAnchorElement>('a');
  if (!page || !link) return;
  const track = page.querySelector('.track-head h2')?.textContent?.trim() ?? '';
  const words = lesson ? lessonWords(page, track) : allPassedWords(track, box, last);
  if (words.title === '') return;
  link.href = lesson ? `/${lesson}/` : words.href;
  for (const name of ['say', 'title', 'facts', 'act'] as const) {
    const place = box.querySelector(`[data-${name}]`);
    if (place) place.textContent = words[name];
  }
  // A track's own page has the link alone.
  if (!box.querySelector('[data-act]') && link.firstChild) link.firstChild.textContent = `${words.alone} `;
  if (!lesson && !box.querySelector('[data-title]')) box.prepend(element('span', {}, `${words.title}. `));
  if (box.hasAttribute('aria-label')) box.setAttribute('aria-label', words.say);
}

type ContinueWords = { say: string; title: string; facts: string; act: string; alone: string; href: string };

function lessonWords(page: Document, track: string): ContinueWords {
  const title = page.querySelector('h1')?.textContent?.trim() ?? '';
  const [number, minutes] = [...page.querySelectorAll('.lesson-meta > span')].map((span) =>
    (span.textContent ?? '').trim().replace(/\s+/g, ' '),
  );
  return {
    say: 'Continue where you left off',
    title,
    facts: `${track}, ${(number ?? '').replace('Lesson', 'lesson')} · ${minutes ?? ''}`,
    act: 'Continue',
    alone: `Continue with “${title}”`,
    href: '',
  };
}

/** The way leads from the home page to the track, and from the track to all tracks. */
function allPassedWords(track: string, box: HTMLElement, last: string): ContinueWords {
  return {
    say: 'Continue',
    title: 'You are through all lessons that are there',
    facts: `Look at what you built in ${track}, or do a lesson again.`,
    act: `Open ${track}`,
    alone: 'All tracks',
    href: box.dataset.track ? '/' : `/${last.split('/')[0]}/`,
  };
}
