import { type Found, searchDashboards } from '../api/grafana-client.ts';
import { element } from '../dom/element.ts';
import { writeAddress } from './address.ts';

/** How long a learner may pause while typing (ms). */
const PAUSE_MS = 150;

/** How often the list is looked at again: a dashboard may be made meanwhile (ms). */
const AGAIN_MS = 3_000;

/** All dashboards, with a field to search them. */
export function showList(root: HTMLElement, search: URLSearchParams): void {
  const field = element('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search dashboards',
    value: search.get('query') ?? '',
  });
  const found = element('ul', { class: 'found' });
  const said = element('p', { class: 'meta', role: 'status' });
  root.replaceChildren(element('main', { class: 'list' }, element('h1', {}, 'Dashboards'), field, said, found));
  let asking: AbortController | undefined;
  let drawn = '';
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const dashboards = await searchDashboards(field.value.trim(), signal);
      const now = JSON.stringify(dashboards);
      if (now === drawn) return;
      drawn = now;
      found.replaceChildren(...dashboards.map(linkTo));
      said.textContent = countWords(dashboards.length, field.value.trim());
    } catch (error) {
      if (signal.aborted) return;
      drawn = '';
      said.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  let pause: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(() => {
      writeAddress((to) => (field.value ? to.set('query', field.value) : to.delete('query')));
      look();
    }, PAUSE_MS);
  });
  setInterval(() => document.visibilityState === 'visible' && look(), AGAIN_MS);
  look();
}

function countWords(count: number, words: string): string {
  if (count > 0) return count === 1 ? '1 dashboard' : `${count} dashboards`;
  return words ? `No dashboard has “${words}” in its title.` : 'There is no dashboard yet. New ones appear here.';
}

function linkTo({ uid, title, folder, tags }: Found): HTMLElement {
  const link = element('a', { href: `/d/${encodeURIComponent(uid)}` }, title);
  const about = [folder, ...tags].filter(Boolean).map((words) => element('span', { class: 'tag' }, words));
  return element('li', {}, link, ...about);
}
