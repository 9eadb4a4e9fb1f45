import type { ITheme } from '@xterm/xterm';

/** The page's tokens as a terminal's colours: read anew after every change of theme. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const text = token('text');
  return {
    background: token('sunken'),
    foreground: text,
    cursor: token('text-3'),
    cursorAccent: token('sunken'),
    selectionBackground: token('accent-line'),
    black: token('text-3'),
    brightBlack: token('text-3'),
    red: token('bad'),
    brightRed: token('bad'),
    green: token('ok'),
    brightGreen: token('ok'),
    yellow: token('warn'),
    brightYellow: token('warn'),
    blue: token('code-key'),
    brightBlue: token('code-key'),
    magenta: token('code-str'),
    brightMagenta: token('code-str'),
    cyan: token('accent'),
    brightCyan: token('accent'),
    white: text,
    brightWhite: text,
    scrollbarSliderBackground: token('line'),
    scrollbarSliderHoverBackground: token('line-strong'),
    scrollbarSliderActiveBackground: token('line-strong'),
  };
}

/** Calls `change` whenever the page's theme changed. Returns what ends it. */
export function onThemeChange(change: () => void): () => void {
  const observer = new MutationObserver(change);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
