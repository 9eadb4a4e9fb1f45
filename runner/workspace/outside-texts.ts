import { MAX_TEXT_CHARS } from '#contract/limits.ts';
import type { OutsideText } from '#contract/messages/file.ts';
import { hashOf } from './hash-of.ts';
import type { TrackFiles, WantedFile } from './track-files.ts';

/** A character of UTF-8 takes at most four bytes. */
const MAX_BYTES = 4 * MAX_TEXT_CHARS;

/** The SHA-256 of what the runner wrote last, by path; asked for again each time, as it may write while others look. */
type WrittenNow = () => Readonly<Record<string, string>> | undefined;

/**
 * Of files that have not the content they should have, those that somebody else has written to since the runner did: with
 * what they have now. What the runner itself has written meanwhile is nobody else's.
 */
export async function outsideTexts(
  files: Pick<TrackFiles, 'look' | 'read'>,
  { lacking, writtenNow }: { lacking: readonly WantedFile[]; writtenNow: WrittenNow },
): Promise<Map<string, OutsideText>> {
  const found = new Map<string, OutsideText>();
  const written = writtenNow();
  const asked = lacking.filter(({ sha256 }) => sha256 !== undefined);
  if (!written || asked.length === 0) return found;
  const states = await files.look(asked.map(({ path }) => ({ path, sha256: written[path] ?? '' })));
  const changed = asked.filter((_, index) => states[index] === 'lacking');
  for (const { path, sha256 } of changed) {
    const file = await files.read(path, MAX_BYTES);
    if (file?.kind !== 'file') continue;
    const now = hashOf(file.text);
    if (now !== sha256 && now !== writtenNow()?.[path]) found.set(path, asText(file));
  }
  return found;
}

/** As a page can show it; what is too long, or no text, stays where it is. A line end belongs to the file, not to the block. */
function asText({ text, bytes }: { text: string; bytes: number }): OutsideText {
  if (bytes > MAX_BYTES || text.length > MAX_TEXT_CHARS || text.includes('\u{fffd}') || text.includes('\0')) return {};
  return { text: text.endsWith('\n') ? text.slice(0, -1) : text };
}
