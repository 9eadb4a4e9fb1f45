import { formatInterval } from '../durations.ts';
import type { Series } from './read-answer.ts';

/** What names a line: the query's alias, or else measurement, column and tags. */
export type Naming = { alias: string; intervalMs: number };

/** The name of a line, with the alias's patterns filled in: `$tag_machine`, `[[tag_machine]]`, `$col`, `$m`, `$1`. */
export function frameName({ name = '', tags = {} }: Series, column: string, { alias, intervalMs }: Naming): string {
  if (alias === '') return plainName(name, column, tags);
  const segments = name.split('.');
  return alias.replaceAll(/\$(\w+)|\[\[([\s\S]+?)\]\]/g, (found: string, word?: string, bracketed?: string) => {
    const wanted = word ?? bracketed ?? '';
    if (wanted === 'm' || wanted === 'measurement') return name;
    if (wanted === 'col') return column;
    if (wanted === '__interval') return formatInterval(intervalMs);
    if (wanted === '__interval_ms') return String(intervalMs);
    if (/^\d+$/.test(wanted)) return segments[Number(wanted)] ?? found;
    const tag = /^tag_(.*)$/s.exec(wanted)?.[1];
    return (tag !== undefined && Object.hasOwn(tags, tag) ? tags[tag] : undefined) ?? found;
  });
}

function plainName(name: string, column: string, tags: Readonly<Record<string, string>>): string {
  const said = Object.keys(tags).map((key) => `${key}: ${tags[key]}`);
  return `${name}.${column}${said.length > 0 ? ` { ${said.join(', ')} }` : ''}`;
}
