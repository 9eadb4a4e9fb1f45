/**
 * Keeps the folded table of contents in step with Starlight's, which is on the page even when it is not shown, and
 * folds it again after a choice.
 */
export function followToc(): void {
  const bar = document.querySelector<HTMLDetailsElement>('.toc-bar');
  const toc = document.querySelector('starlight-toc');
  const here = bar?.querySelector('.toc-here');
  if (!bar || !toc || !here) return;
  const show = () => {
    const current = toc.querySelector('a[aria-current]')?.textContent?.trim();
    here.textContent = current ? `: ${current}` : '';
  };
  new MutationObserver(show).observe(toc, { attributes: true, subtree: true, attributeFilter: ['aria-current'] });
  bar.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLAnchorElement) bar.open = false;
  });
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node && !bar.contains(target)) bar.open = false;
  });
  bar.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !bar.open) return;
    bar.open = false;
    bar.querySelector('summary')?.focus();
  });
}
