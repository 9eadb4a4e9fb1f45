import { mentions } from './mentions.ts';

/** What Pagefind's own module, built beside the pages, answers with. */
type Hit = {
  url: string;
  content: string;
  excerpt: string;
  meta: { title?: string; track?: string };
  sub_results: { title: string; url: string; excerpt: string }[];
};
type Pagefind = {
  debouncedSearch(text: string): Promise<{ results: { data(): Promise<Hit> }[] } | null>;
};

/** Pages shown; more than a learner reads. */
const MAX_HITS = 8;

/** Wires the header's search: the index is fetched when the dialog opens for the first time, not with the page. */
export function offerSearch(): void {
  const dialog = document.querySelector<HTMLDialogElement>('.search-box');
  const input = dialog?.querySelector('input');
  if (!dialog || !input) return;
  let engine: Promise<Pagefind> | undefined;
  const open = () => {
    if (dialog.open) return;
    engine ??= loadEngine();
    engine.catch(() => undefined); // Said when something is searched for.
    dialog.showModal();
    input.select();
  };
  document.querySelector('.search')?.addEventListener('click', open);
  // Another part of the page asks for words, such as the page of an address that is none.
  addEventListener('towpath:search', (event) => {
    open();
    input.value = event instanceof CustomEvent ? String(event.detail) : '';
    void search(input.value.trim(), dialog, engine);
  });
  dialog.querySelector('[data-close-modal]')?.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    const isHit = target instanceof Element && target.closest('.search-hits a');
    if (target === dialog || isHit) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => moveAmongHits(event, dialog));
  input.addEventListener('keydown', (event) => openFirst(event, input.value.trim(), dialog));
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener('input', () => void search(input.value.trim(), dialog, engine));
}

async function search(text: string, dialog: HTMLDialogElement, engine: Promise<Pagefind> | undefined): Promise<void> {
  const list = dialog.querySelector('.search-hits');
  const say = dialog.querySelector('.search-say');
  if (!list || !say || !engine) return;
  delete dialog.dataset.wanted;
  if (text === '') {
    list.replaceChildren();
    say.textContent = 'Type a word, such as queue.';
    return;
  }
  try {
    const found = await (await engine).debouncedSearch(text);
    if (!found) return; // A newer word is being searched for.
    const nearest = await Promise.all(found.results.slice(0, MAX_HITS).map((result) => result.data()));
    const hits = nearest.filter(({ content }) => mentions(content, text));
    if (dialog.querySelector('input')?.value.trim() !== text) return; // These took longer than those of a newer word.
    list.replaceChildren(...hits.map(row));
    dialog.dataset.found = text;
    if (dialog.dataset.wanted === text) firstHit(dialog)?.click();
    const count = hits.length === nearest.length ? found.results.length : hits.length;
    say.textContent = count === 0 ? `No lesson mentions “${text}”.` : count === 1 ? '1 lesson' : `${count} lessons`;
  } catch {
    say.textContent =
      'dev' in dialog.dataset
        ? 'Search works in the built site: npm start.'
        : 'The search index could not be read. Reload the page.';
  }
}

function loadEngine(): Promise<Pagefind> {
  const address = '/pagefind/pagefind.js';
  return import(/* @vite-ignore */ address) as Promise<Pagefind>;
}

/** A hit: the page with its track, and the part of it that fits best. Excerpts are text with `<mark>`; nothing else of them is taken over. */
function row(hit: Hit): HTMLLIElement {
  const best = hit.sub_results[0] ?? { title: '', url: hit.url, excerpt: hit.excerpt };
  const link = document.createElement('a');
  link.href = best.url;
  const title = document.createElement('b');
  const page = hit.meta.title ?? best.title;
  title.textContent = best.title && best.title !== page ? `${page} · ${best.title}` : page;
  const excerpt = document.createElement('span');
  for (const piece of new DOMParser().parseFromString(best.excerpt, 'text/html').body.childNodes) {
    const text = piece.textContent ?? '';
    excerpt.append(piece.nodeName === 'MARK' ? Object.assign(document.createElement('mark'), { textContent: text }) : text);
  }
  const track = document.createElement('small');
  track.textContent = hit.meta.track ?? '';
  link.append(...(track.textContent ? [track] : []), title, excerpt);
  const item = document.createElement('li');
  item.append(link);
  return item;
}

/** Arrow keys walk from the field through the hits and back. */
function moveAmongHits(event: KeyboardEvent, dialog: HTMLDialogElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...dialog.querySelectorAll<HTMLElement>('input, .search-hits a')];
  const here = document.activeElement instanceof HTMLElement ? stops.indexOf(document.activeElement) : -1;
  const next = stops[here + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** Enter in the field opens the first page; the one of the word that is still being searched for, as soon as it is there. */
function openFirst(event: KeyboardEvent, text: string, dialog: HTMLDialogElement): void {
  if (event.key !== 'Enter' || event.isComposing || text === '') return;
  event.preventDefault();
  if (dialog.dataset.found === text) firstHit(dialog)?.click();
  else dialog.dataset.wanted = text;
}

function firstHit(dialog: HTMLDialogElement): HTMLElement | null {
  return dialog.querySelector('.search-hits a');
}
