import { badRequest, Refusal } from './refusals.ts';

/** An object of an answer, its fields in RabbitMQ's order. */
export type Item = Record<string, unknown>;

/** Erlang's maps, as opposed to its property lists: `columns` takes them whole or not at all. */
const MAPS = new Set([
  ...['arguments', 'backing_queue_status', 'churn_rates', 'cluster_state', 'effective_policy_definition', 'headers'],
  ...['limits', 'metadata', 'object_totals', 'queue_totals'],
]);

type Column = readonly string[];
type Page = { page: number; pageSize: number; name: string; isRegex: boolean };

/** One object with the columns that were asked for. Without any of its own it is an empty list, as Erlang has it. */
export function replyOne(item: Item, query: URLSearchParams): unknown {
  return pick(item, columnsOf(query));
}

/** How a list is sorted, and whether before or after its columns are picked. */
export type Listing = { sorts: readonly string[]; isPaged: boolean };

/**
 * A list as the query wants it: `columns`, `sort`, `sort_reverse` and, where the list has pages, `page`, `page_size`,
 * `name`, `use_regex`.
 * @throws Refusal for a page that is not there.
 */
export function replyList(items: readonly Item[], query: URLSearchParams, { sorts, isPaged }: Listing): unknown {
  const columns = columnsOf(query);
  const page = pageOf(query);
  if (!isPaged || !page) {
    const picked = isPaged ? sorted(items, query, sorts).map((item) => pick(item, columns)) : undefined;
    return (
      picked ??
      sorted(
        items.map((item) => pick(item, columns) as Item),
        query,
        sorts,
      )
    );
  }
  const all = sorted(items, query, sorts);
  const filtered = all.filter((item) => matches(String(item.name ?? ''), page));
  const start = (page.page - 1) * page.pageSize;
  if (start > filtered.length) throw outOfRange(page, filtered.length);
  const shown = filtered.slice(start, start + page.pageSize);
  return {
    filtered_count: filtered.length,
    item_count: shown.length,
    items: shown.map((item) => pick(item, columns)),
    page: page.page,
    page_count: Math.floor((filtered.length + page.pageSize - 1) / page.pageSize),
    page_size: page.pageSize,
    total_count: all.length,
  };
}

function outOfRange({ page, pageSize }: Page, length: number): Refusal {
  const reason = `Page out of range, page: ${page} page size: ${pageSize}, len: ${length}`;
  return new Refusal(400, { error: 'page_out_of_range', reason });
}

function matches(name: string, page: Page): boolean {
  if (page.name === '') return true;
  if (!page.isRegex) return name.toLowerCase().includes(page.name.toLowerCase());
  try {
    return new RegExp(page.name, 'i').test(name);
  } catch {
    throw badRequest('Pagination parameters are invalid');
  }
}

function pageOf(query: URLSearchParams): Page | undefined {
  const [page, pageSize] = [integer(query.get('page')), integer(query.get('page_size'))];
  if (page === undefined) return undefined;
  if (page < 1 || (pageSize !== undefined && (pageSize < 1 || pageSize > 500))) {
    const reason = `Invalid pagination parameters: page number ${page}, page size ${pageSize}`;
    throw new Refusal(400, { error: 'invalid_pagination_parameters', reason });
  }
  return { page, pageSize: pageSize ?? 100, name: query.get('name') ?? '', isRegex: query.get('use_regex') === 'true' };
}

function integer(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest('Pagination parameters are invalid');
  return Number(text);
}

function columnsOf(query: URLSearchParams): readonly Column[] | undefined {
  const split = (text: string, by: string) => text.split(by).filter((part) => part !== '');
  const columns = query.get('columns');
  return columns === null ? undefined : split(columns, ',').map((column) => split(column, '.'));
}

function pick(value: unknown, columns: readonly Column[] | undefined): unknown {
  if (columns === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => pick(item, columns));
  const wanted = Object.entries(value).filter(([key]) => columns.some(([first]) => first === key));
  const picked = wanted.map(([key, item]) => [key, MAPS.has(key) ? item : pick(item, below(key, columns))] as const);
  return picked.length === 0 ? [] : Object.fromEntries(picked);
}

/** `a.b,a.c` below `a` is `b,c`; `a` itself is everything. */
function below(key: string, columns: readonly Column[]): readonly Column[] | undefined {
  const own = columns.filter(([first]) => first === key);
  return own.some((column) => column.length === 1) ? undefined : own.map((column) => column.slice(1));
}

function sorted(items: readonly Item[], query: URLSearchParams, sorts: readonly string[]): Item[] {
  const asked = query.get('sort');
  const keys = asked === null ? sorts : [asked, ...sorts];
  const keyed = items.map((item) => ({ item, key: keys.map((path) => at(item, path)) }));
  keyed.sort((a, b) => compareLists(a.key, b.key));
  const list = keyed.map(({ item }) => item);
  return query.get('sort_reverse') === 'true' ? list.reverse() : list;
}

function at(item: unknown, path: string): unknown {
  let value = item;
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Item)[key] : 0;
  return value;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareTerms(value, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Erlang's order of terms: numbers, atoms, maps, lists, binaries. */
function compareTerms(a: unknown, b: unknown): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  if (typeof a === 'number') return a - Number(b);
  if (typeof a === 'object' && a !== null) return 0;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

function rank(value: unknown): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 9;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 8 : 5;
  return 1;
}
