import { editDistance } from '#contract/nearest.ts';

/** A page that an address may have meant: its path without the slashes at its ends, and its title. */
export type KnownPage = { path: string; title: string };

/** Words alike enough to be one mistyped: four letters of five. */
const ALIKE = 0.7;
/** Share of the wanted letters that a page must have. */
const NEAR = 0.5;

/**
 * The pages whose name an address without a page most likely meant, best first, and the words to search for: those of
 * the address, each replaced by the word it resembles. The last part of the address counts; its track breaks ties.
 */
export function nearestPages(address: string, pages: readonly KnownPage[], limit = 3): { pages: KnownPage[]; words: string } {
  const parts = address
    .replace(/\/index\.html?$/, '')
    .split('/')
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const name = parts.at(-1) ?? [];
  const before = parts.slice(0, -1).flat();
  const ranked = pages
    .map((page) => {
      const segments = page.path.split('/');
      const own = [...wordsOf(segments.at(-1) ?? ''), ...wordsOf(page.title)];
      return { page, near: share(name, own) + share(before, segments.slice(0, -1).flatMap(wordsOf)) / 4, fits: share(name, own) };
    })
    .filter(({ fits }) => fits >= NEAR)
    .sort((a, b) => b.near - a.near);
  const known = ranked.slice(0, limit).flatMap(({ page }) => wordsOf(page.path));
  return {
    pages: ranked.slice(0, limit).map(({ page }) => page),
    words: name.map((word) => bestOf(word, known)?.word ?? word).join(' '),
  };
}

/** Letters and digits; what a browser escaped is read back. */
function wordsOf(text: string): string[] {
  let plain = text;
  try {
    plain = decodeURIComponent(text);
  } catch {
    // Not escaped by a browser: taken as it stands.
  }
  const words = plain
    .toLowerCase()
    .replace(/\.html?$/, '')
    .split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word.length > 1 && !/^\d+$/.test(word));
}

/** How much of the wanted words, by letters, is among others: 0 to 1. */
function share(wanted: readonly string[], others: readonly string[]): number {
  const letters = wanted.reduce((sum, word) => sum + word.length, 0);
  const found = wanted.reduce((sum, word) => sum + word.length * (bestOf(word, others)?.likeness ?? 0), 0);
  return letters === 0 ? 0 : found / letters;
}

function bestOf(word: string, others: readonly string[]): { word: string; likeness: number } | undefined {
  const ranked = others
    .map((other) => ({ word: other, likeness: likeness(word, other) }))
    .filter((one) => one.likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness);
  return ranked[0];
}

function likeness(word: string, other: string): number {
  if (word.length > 2 && other.startsWith(word)) return 0.95;
  return word === other ? 1 : 1 - editDistance(word, other) / Math.max(word.length, other.length);
}
