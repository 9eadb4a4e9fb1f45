/** Widths of glyphs at a heavy weight, as parts of the font size: the widest among the fonts of the page's stack, rounded up. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'|!]/, 0.32],
  [/[frt()[\]{}/\\"`* -]/, 0.42],
  [/[mwMW@%]/, 1],
  [/[A-Z&+=<>~^#?_$]/, 0.78],
  [/[a-z0-9]/, 0.66],
];
/** Signs of other scripts: a full square. */
const OTHER = 1;

/** How wide a line of text is at most, in the units of `fontSize`. Nothing can be measured where pages are built. */
export function labelWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const glyph of text) ems += WIDTHS.find(([signs]) => signs.test(glyph))?.[1] ?? OTHER;
  return ems * fontSize;
}
