import { copyText } from './copy-text.ts';
import { element } from './element.ts';
import { type GoneWords, goneWords } from './gone-words.ts';
import type { Connection } from './runner-client.ts';
import type { RunnerState } from './runner-state.ts';

/** Keeps the line under the header: whether the runner is there, and what to do when not. */
export function keepBanner(state: RunnerState): void {
  const banner = document.querySelector<HTMLElement>('.banner');
  const copy = banner?.querySelector<HTMLElement>('[data-copy-start]');
  const again = banner?.querySelector<HTMLElement>('[data-try-again]');
  copy?.addEventListener('click', () => copyText('npm start', copy));
  const say = (words: GoneWords) => {
    const command = words.command ? [element('code', {}, words.command)] : [];
    banner?.querySelector('span')?.replaceChildren(element('strong', {}, words.strong), ` ${words.rest} `, ...command);
    banner?.classList.add('show');
    if (copy) copy.hidden = words.command === undefined;
    if (again) again.hidden = words.action === undefined;
    if (again) again.textContent = words.action === 'reload' ? 'Reload' : 'Try again';
  };
  again?.addEventListener('click', () => (again.textContent === 'Reload' ? location.reload() : state.client.retry()));
  // A part of the page that is loaded late did not come: the site was built anew while the page was open, or a container
  // that started changed the machine's network, for which a Chrome ends all its requests (ERR_NETWORK_CHANGED).
  addEventListener('vite:preloadError', () => {
    if (state.connection === 'connected')
      say({ strong: 'A part of the page could not be loaded.', rest: 'Reload the page to go on.', action: 'reload' });
  });
  // While writing, nothing says so but the import that failed.
  addEventListener('unhandledrejection', ({ reason }) => {
    if (import.meta.env.DEV && /dynamically imported module|module script failed/i.test(String(reason)))
      say({ strong: 'A part of the page could not be loaded.', rest: 'Reload the page to go on.', action: 'reload' });
  });
  state.watch(['connection'], () => {
    const words = goneWords(state.connection);
    const shown = document.body.dataset.runner;
    document.body.dataset.runner = state.connection === 'connecting' ? (shown ?? 'connecting') : runnerOf(state.connection);
    if (words) say(words);
    else if (state.connection === 'connected') banner?.classList.remove('show');
  });
}

/** For styles and tests: whether nobody answers or a file server does, there is no runner. */
const runnerOf = (connection: Connection): string => (connection === 'elsewhere' ? 'gone' : connection);
