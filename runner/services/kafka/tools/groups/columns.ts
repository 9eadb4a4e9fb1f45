/** A row of cells, each padded to its width and followed by a space; the last one too, unless it has no width. */
export function row(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' ');
}

/** How wide a column is: as wide as its widest cell, and at least so wide. */
export const widthOf = (cells: readonly string[], least: number): number => Math.max(least, ...cells.map((cell) => cell.length));
