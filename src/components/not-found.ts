import { type KnownPage, nearestPages } from '../tracks/nearest-pages.ts';

/** Fills the page of an address without a page: what was perhaps meant, and a search with the address's words. */
export function helpTheLost(): void {
  const place = document.querySelector<HTMLElement>('#not-found');
  const section = place?.querySelector<HTMLElement>('.meant');
  const form = place?.querySelector('form');
  const input = form?.querySelector('input');
  if (!place || !section || !form || !input) return;
  const pages = JSON.parse(place.dataset.pages ?? '[]') as KnownPage[];
  const preparing = JSON.parse(place.dataset.preparing ?? '[]') as KnownPage[];
  const path = location.pathname;
  const track = preparing.find((one) => path.split('/')[1] === one.path);
  const near = nearestPages(path, pages);
  const say = place.querySelector('.say');
  if (track && say) say.textContent = `${track.title} is in preparation; it has no lessons yet. Its picture is among the tracks.`;
  else if (near.pages.length > 0) {
    section.querySelector('ul')?.replaceChildren(...near.pages.map(link));
    section.hidden = false;
  }
  input.value = near.words;
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    dispatchEvent(new CustomEvent('towpath:search', { detail: input.value }));
  });
}

function link({ path, title }: KnownPage): HTMLLIElement {
  const link = document.createElement('a');
  link.href = `/${path}/`;
  link.textContent = title;
  const item = document.createElement('li');
  item.append(link);
  return item;
}
