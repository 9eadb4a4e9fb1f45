import { searchDashboards } from '../api/grafana-client.ts';
import { element } from '../dom/element.ts';
import type { Json } from '../model/read-json.ts';
import { text, texts } from '../model/read-json.ts';
import { safeLink } from './safe-link.ts';

/** What links are made with: variables filled in, and what an address says of times and variables. */
export type LinkSurroundings = { fill: (words: string) => string; search: (link: Json) => string };

/** The links that a dashboard has in its head: to an address, or to all dashboards with its tags. */
export function dashboardLinks(links: readonly Json[], around: LinkSurroundings): HTMLElement[] {
  if (links.length === 0) return [];
  const bar = element('nav', { class: 'links', 'aria-label': 'Links of this dashboard' });
  for (const link of links) {
    const place = element('span', { class: 'link' });
    bar.append(place);
    if (link.type === 'dashboards') showTagged(place, link, around);
    else show(place, { link, title: around.fill(text(link.title) ?? ''), url: around.fill(text(link.url) ?? '') }, around);
  }
  return [bar];
}

type Shown = { link: Json; title: string; url: string };

function show(place: HTMLElement, { link, title, url }: Shown, { search }: LinkSurroundings): void {
  const withSearch = () => {
    const words = search(link);
    return words ? `${url}${url.includes('?') ? '&' : '?'}${words}` : url;
  };
  const made = safeLink(title, withSearch(), { isBlank: link.targetBlank === true, about: text(link.tooltip) ?? '' });
  if (!made) return;
  // Times and variables are those of the moment when it is followed.
  made.addEventListener('click', () => made.setAttribute('href', withSearch()));
  place.append(made);
}

function showTagged(place: HTMLElement, link: Json, around: LinkSurroundings): void {
  const tags = texts(link.tags);
  searchDashboards('')
    .then((found) => {
      const tagged = found.filter((one) => tags.every((tag) => one.tags.includes(tag)));
      for (const { title, uid } of tagged) show(place, { link, title, url: `/d/${uid}` }, around);
    })
    .catch(() => place.remove());
}
