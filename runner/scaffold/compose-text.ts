import { isMap, isSeq, parseDocument } from 'yaml';

/** Edits of `docker/compose.yaml` and of the tables in `docker/README.md`. Both are text that people read: nothing else in them moves. */

/** Puts a container into the profile of a track. */
export function addProfile(compose: string, container: string, track: string): string {
  const profiles = parseDocument(compose).getIn(['services', container, 'profiles'], true);
  const last = isSeq(profiles) ? (profiles.items.at(-1) as { range?: [number, number, number] } | undefined) : undefined;
  const end = last?.range?.[1];
  if (end === undefined) throw new Error(`The container ${container} in docker/compose.yaml has no list of profiles any more.`);
  return `${compose.slice(0, end)}, ${track}${compose.slice(end)}`;
}

/** The lines of one container, without the comment above it. */
export function containerBlock(compose: string, name: string): string {
  const services = parseDocument(compose).get('services', true);
  if (!isMap(services) || !services.has(name)) throw new Error(`docker/compose.yaml has no container ${name} any more.`);
  const block = new RegExp(`^ {2}${name}:\\n(?: {4}.*\\n|\\n(?= {4}))*`, 'm').exec(compose)?.[0];
  if (!block) throw new Error(`The lines of ${name} in docker/compose.yaml could not be found.`);
  return block;
}

/** Puts a container behind the last one. */
export function addContainer(compose: string, block: string): string {
  return `${compose.trimEnd()}\n\n${block}`;
}

/** Puts a row at the end of the table whose header begins with these columns. */
export function addTableRow(markdown: string, columns: readonly string[], cells: readonly string[]): string {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${columns.join(' | ')} |`));
  if (head < 0) throw new Error(`docker/README.md has no table of ${columns.join(', ')} any more.`);
  let end = head;
  while (lines[end + 1]?.startsWith('|')) end += 1;
  return lines.toSpliced(end + 1, 0, `| ${cells.join(' | ')} |`).join('\n');
}

/** Puts a row in the place of the one with the same first cell, or at the end. */
export function setTableRow(markdown: string, columns: readonly string[], cells: readonly string[]): string {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${columns.join(' | ')} |`));
  for (let at = head + 1; head >= 0 && lines[at]?.startsWith('|'); at++)
    if (lines[at]?.startsWith(`| ${cells[0]} |`)) return lines.with(at, `| ${cells.join(' | ')} |`).join('\n');
  return addTableRow(markdown, columns, cells);
}

/** The cells of the row of a table that begins with these. */
export function tableRow(markdown: string, first: readonly string[]): string[] {
  const line = markdown.split('\n').find((each) => each.startsWith(`| ${first.join(' | ')} |`));
  if (!line) throw new Error(`docker/README.md has no row of ${first[0]} any more.`);
  return line.slice(2, -2).split(' | ');
}
