import { element } from './element.ts';
import { countInWords, isUnderWay } from './program-words.ts';
import type { RunnerState } from './runner-state.ts';

/** In the header: how many programs run in the background, where there are any; a press opens their tab. */
export function keepProgramBadge(state: RunnerState, openPrograms: () => void): void {
  const count = element('span', { class: 'num' });
  const badge = element(
    'button',
    { type: 'button', class: 'prog-on', hidden: true },
    element('i', { class: 'dot', 'data-s': 'ready' }),
    count,
  );
  badge.addEventListener('click', openPrograms);
  document.querySelector('.header-end')?.prepend(badge);
  state.watch(['programs', 'connection'], () => {
    const running = state.connection === 'connected' ? state.programs.filter(isUnderWay).length : 0;
    badge.hidden = running === 0;
    if (count.textContent === String(running)) return;
    count.textContent = String(running);
    badge.setAttribute('aria-label', countInWords(running));
    badge.title = countInWords(running);
  });
}
