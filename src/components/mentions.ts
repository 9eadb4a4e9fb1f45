/** So many letters of a word have to stand on a page, as run of running; of a long word half of them. */
const LETTERS = 3;
const LONG = 9;

/**
 * Whether a page has the words that were searched for, or forms of them. Pagefind shortens a word that it does not know
 * until something begins with the rest, and a nonsense word would find every page with its first letter.
 * @param content the page's text
 * @param search what was typed
 */
export function mentions(content: string, search: string): boolean {
  const text = content.toLowerCase();
  const words = search.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.every((word) => text.includes(word.slice(0, word.length < LONG ? LETTERS : Math.ceil(word.length / 2))));
}
