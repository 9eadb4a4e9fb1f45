const SVG = 'http://www.w3.org/2000/svg';

/** An icon of the page's sprite: `ok` is `#i-ok`. Icons are decoration; the word beside them carries the meaning. */
export function icon(name: string, className?: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('aria-hidden', 'true');
  if (className) svg.setAttribute('class', className);
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}
