const adopted = new Map<string, CSSStyleSheet>();

/**
 * Adds rules to the page from a lazy part, once. A sheet made by script needs no `<style>` element, which the page's
 * Content-Security-Policy forbids.
 */
export function adoptCss(css: string): CSSStyleSheet {
  const sheet = adopted.get(css) ?? new CSSStyleSheet();
  if (adopted.has(css)) return sheet;
  adopted.set(css, sheet);
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return sheet;
}
