import { askOrToast } from './ask-or-toast.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { findProgram, isUnderWay, isUp, needWords } from './program-words.ts';
import type { RunnerState } from './runner-state.ts';

/**
 * Above the first block: which programs of earlier lessons this one needs and does not run, with a button that starts them.
 * Nothing is kept from running without them.
 */
export function keepProgramNotice(state: RunnerState): void {
  const first = document.querySelector<HTMLElement>('run-block, file-block');
  const words = element('span', { role: 'status' });
  const start = button('Start them', () => void startAll());
  const notice = element('div', { class: 'rb-note prog-need ui not-content', hidden: true }, icon('warn'), words, start);
  let isStarting = false;
  const startAll = async () => {
    isStarting = true;
    draw();
    const { lesson = '' } = state;
    await askOrToast(() => state.client.request<'program.start'>({ type: 'program.start', lesson })).finally(() => {
      isStarting = false;
      draw();
    });
  };
  const draw = () => {
    const needed = state.needs.flatMap((place) => findProgram(state.programs, place) ?? []);
    const absent = needed.filter((program) => !isUp(program));
    const isShown = state.connection === 'connected' && absent.length > 0;
    const hadFocus = notice.contains(document.activeElement);
    notice.hidden = !isShown;
    if (!isShown) {
      if (hadFocus) first?.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
      return;
    }
    const says = needWords(absent);
    if (words.textContent !== says) words.textContent = says;
    start.textContent = isStarting ? 'Starting' : absent.length === 1 ? 'Start it' : 'Start them';
    start.setAttribute('aria-disabled', String(isStarting || absent.every(isUnderWay)));
  };
  start.addEventListener(
    'click',
    (event) => {
      if (start.getAttribute('aria-disabled') === 'true') event.stopImmediatePropagation();
    },
    { capture: true },
  );
  first?.before(notice);
  state.watch(['programs', 'connection', 'lesson.opened'], draw);
}
