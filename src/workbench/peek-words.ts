import type { PeekedText, PeekMessages } from '#contract/messages/pipeline.ts';

/** As much of a text as stands in one line of a table. */
const LINE_CHARS = 240;

/** The foot: `newest 20 of 1,284 messages`, `all 3 messages, oldest first`, `newest 20 messages, at the end of 121 offsets`. */
export function peekedInWords({
  messages,
  total,
  totalOf,
  noun,
  order,
}: Pick<PeekMessages, 'messages' | 'total' | 'totalOf' | 'noun' | 'order'>): string {
  const since = totalOf === 'heard' ? ' heard since you began to look' : '';
  if (totalOf === 'offsets') {
    const which = `${order === 'newest first' ? 'newest' : 'oldest'} ${messages.length}`;
    return `${messages.length === 0 ? 0 : which} ${noun}, at the end of ${total.toLocaleString('en-US')} ${totalOf}`;
  }
  const one = total === 1 ? noun.replace(/s$/, '') : noun;
  if (messages.length === 0) return `0 ${noun}${since}`;
  if (messages.length >= total && total === 1) return `1 ${one}${since}`;
  if (messages.length >= total) return `all ${total.toLocaleString('en-US')} ${noun}${since}, ${order}`;
  return `${order === 'newest first' ? 'newest' : 'oldest'} ${messages.length} of ${total.toLocaleString('en-US')} ${noun}${since}`;
}

/** What is said where there are no messages to show. */
export function noMessages(label: string, state: 'seen' | 'missing', totalOf?: PeekMessages['totalOf']): string {
  if (totalOf === 'heard') return `Nothing came on ${label} since you began to look. What comes shows here.`;
  if (totalOf) return `Nothing at the end of ${label} can be read: it belongs to a transaction that is open or was given up.`;
  return state === 'missing'
    ? `${label} is not there yet. Run the block that makes it, and what is in it shows here.`
    : `${label} is empty. Publish something and it shows here.`;
}

/** A text in one line. */
export function inOneLine({ text, encoding, bytes }: PeekedText): string {
  if (encoding === 'base64') return `${(bytes ?? 0).toLocaleString('en-US')} bytes that are no text`;
  return text === '' ? '(empty)' : text.slice(0, LINE_CHARS).replaceAll(/\s+/g, ' ');
}

/** A text to read: JSON with a line for each field. */
export function prettyText({ text, encoding, bytes }: PeekedText): string {
  if (encoding === 'base64' || bytes !== undefined || !/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // looks like JSON and is none
  }
}

/** What has to be known about a text that is not all there, or no text. */
export function textNote({ text, encoding, bytes }: PeekedText): string | undefined {
  if (encoding === 'base64') {
    const isCut = (bytes ?? 0) > (text.length / 4) * 3;
    return `Not text, so it is shown as base64${isCut ? `: the beginning of ${(bytes ?? 0).toLocaleString('en-US')} bytes` : ''}.`;
  }
  if (bytes === undefined) return undefined;
  return `The first ${text.length.toLocaleString('en-US')} characters of ${bytes.toLocaleString('en-US')} bytes.`;
}

/** `14:07:31`; with its day when that is not today. */
export function timeInWords(at: number, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const time = date.toLocaleTimeString('en-GB');
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}, ${time}`;
}
