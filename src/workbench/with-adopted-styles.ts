/**
 * Runs `open`, in which xterm makes `<style>` elements, and gives it inert elements whose text goes into adopted
 * sheets instead: the page's Content-Security-Policy refuses inline styles, even an empty one. The elements stay what
 * they are afterwards, so a later change of theme reaches the same sheets. Everything is as before when `open` returns or throws.
 */
export function withAdoptedStyles(open: () => void): void {
  const original = document.createElement;
  const create = original.bind(document) as (tag: string, options?: ElementCreationOptions) => HTMLElement;
  document.createElement = ((tag: string, options?: ElementCreationOptions) =>
    tag === 'style' ? adoptedStyle(create('template')) : create(tag, options)) as typeof document.createElement;
  try {
    open();
  } finally {
    document.createElement = original;
  }
}

function adoptedStyle(style: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  Object.defineProperty(style, 'textContent', { set: (css: string) => sheet.replaceSync(css), get: () => '' });
  style.remove = () => {
    Element.prototype.remove.call(style);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
  return style;
}
