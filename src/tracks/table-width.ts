/** Columns set apart by runs of spaces, at least three; or a frame drawn with bars, as databases print. */
const ROW = /\S {2,}\S.* {2,}\S|^\s*[|+].*[|+]\s*$/;

/** A table that is wider is folded like any other text (characters). */
const WIDEST = 240;

/**
 * How wide an output has to be so that the tables in it keep their columns: as wide as the longest row. Undefined when it
 * has none; other text can be folded anywhere and is still read.
 */
export function tableWidth(lines: readonly string[]): number | undefined {
  const rows = lines.map((line) => line.trimEnd()).filter((line) => ROW.test(line));
  return rows.length < 2 ? undefined : Math.min(WIDEST, Math.max(...rows.map(({ length }) => length)));
}
