import type { Cell, RowKind } from '#contract/rows.ts';

/** So many rows of a table are kept, the newest ones. */
export const KEPT_ROWS = 5_000;

/** A row that is new, or says something else now, or with no cells is gone. Rows keep their number. */
export type RowChange = { id: number; row: readonly Cell[] | undefined };

/**
 * A table out of the rows that were told one after the other. A row that is withdrawn with `-U` is told anew with the `+U`
 * that comes next, and keeps its place; until then it stands. Equal rows are told apart by nothing: the last one is taken.
 * What is not kept any more is still counted.
 */
export class RowsFold {
  /** Rows by their numbers, in their order. */
  readonly rows = new Map<number, readonly Cell[]>();
  /** How many rows the table has. */
  count = 0;
  #next = 0;
  #idsOf = new Map<string, number[]>();
  #withdrawn: number[] = [];

  take(kind: RowKind, row: readonly Cell[]): RowChange[] {
    if (kind === '-U') return this.#withdraw(row);
    if (kind === '-D') return this.#remove(row);
    this.count++;
    const id = (kind === '+U' ? this.#withdrawn.shift() : undefined) ?? this.#next++;
    this.rows.set(id, row);
    this.#remember(id, row);
    return [{ id, row }, ...this.#forgetOldest()];
  }

  /** The table has so many rows: told where only the end of an output is here. */
  recount(count: number): void {
    this.count = count;
  }

  #withdraw(row: readonly Cell[]): RowChange[] {
    this.count--;
    const id = this.#forget(row);
    if (id !== undefined) this.#withdrawn.push(id);
    return [];
  }

  #remove(row: readonly Cell[]): RowChange[] {
    this.count--;
    const id = this.#forget(row);
    if (id === undefined) return [];
    this.rows.delete(id);
    return [{ id, row: undefined }];
  }

  #forgetOldest(): RowChange[] {
    if (this.rows.size <= KEPT_ROWS) return [];
    const [oldest] = this.rows;
    if (!oldest) return [];
    const [id, row] = oldest;
    const ids = this.#idsOf.get(textOf(row))?.filter((other) => other !== id) ?? [];
    if (ids.length > 0) this.#idsOf.set(textOf(row), ids);
    else this.#idsOf.delete(textOf(row));
    this.rows.delete(id);
    this.#withdrawn = this.#withdrawn.filter((other) => other !== id);
    return [{ id, row: undefined }];
  }

  #remember(id: number, row: readonly Cell[]): void {
    const ids = this.#idsOf.get(textOf(row));
    if (ids) ids.push(id);
    else this.#idsOf.set(textOf(row), [id]);
  }

  /** Which row it is, of those that are kept and not withdrawn. */
  #forget(row: readonly Cell[]): number | undefined {
    const text = textOf(row);
    const ids = this.#idsOf.get(text);
    const id = ids?.pop();
    if (ids?.length === 0) this.#idsOf.delete(text);
    return id;
  }
}

const textOf = (row: readonly Cell[]): string => JSON.stringify(row);
