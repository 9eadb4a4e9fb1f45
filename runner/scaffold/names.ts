import { slug } from '#contract/ids.ts';
import { Refusal } from './refusal.ts';

/** A slug of a title may be so long: the runner's lesson ids and file names have to hold it. */
const MAX_SLUG = 60;

/** `Où est le café?` → `ou-est-le-cafe`. Empty when a title has no letter or digit that a folder may have. */
export function slugOf(title: string): string {
  const words = title
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return words.slice(0, MAX_SLUG).replace(/-$/, '');
}

/**
 * The folder that a title gets.
 * @throws Refusal for a title that is empty, too long, on several lines, or of which no folder name is left
 */
export function folderOf(title: string, maxChars: number): string {
  if (title.trim() === '') throw new Refusal('The title is empty.', 'Write it in quotes, such as "A queue to receive events".');
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title))
    throw new Refusal('The title is not one line of text.', 'Leave out line breaks and tabs.');
  if (title.length > maxChars)
    throw new Refusal(`The title has ${title.length} characters.`, `Say it in ${maxChars}; the summary has room for more.`);
  const folder = slugOf(title);
  if (slug.safeParse(folder).success) return folder;
  throw new Refusal(
    `No folder can be called after “${title}”: it has no letter from a to z and no digit.`,
    'Give it a title with some; the title in the file can be changed afterwards.',
  );
}

/** `schema-registry` → `schemaRegistry`, as its values are called. */
export function camelOf(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `schema-registry` → `SchemaRegistry`, as in `startSchemaRegistry`. */
export function pascalOf(id: string): string {
  return camelOf(`-${id}`);
}

/** `schema-registry` → `Schema Registry`: the name in text of a service whose author gave none. */
export function titleOf(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
