import type { Theme } from '../fields/colors.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The look of the page: what the address says, else what the system has. */
export const currentTheme = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

/** Gives the page its look, and keeps to the system's when nothing is said. */
export function startTheme(said: Theme | undefined): void {
  const apply = () => {
    document.documentElement.dataset.theme = said ?? (dark.matches ? 'dark' : 'light');
  };
  apply();
  dark.addEventListener('change', apply);
}

/** Calls when the look changes. */
export function watchTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
}
