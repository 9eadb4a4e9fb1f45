import { isUtf8 } from 'node:buffer';
import { MAX_PEEK_CHARS } from '#contract/limits.ts';
import type { PeekedText } from '#contract/messages/pipeline.ts';

/** Bytes for a learner to read: as text where they are text, cut where they are long. */
export function peekedText(bytes: Uint8Array): PeekedText {
  if (!isUtf8(bytes)) {
    const kept = Buffer.from(bytes.subarray(0, (MAX_PEEK_CHARS / 4) * 3));
    return { text: kept.toString('base64'), encoding: 'base64', bytes: bytes.length };
  }
  const text = Buffer.from(bytes).toString();
  if (text.length <= MAX_PEEK_CHARS) return { text, encoding: 'utf8' };
  return { text: `${cutText(text, MAX_PEEK_CHARS)}`, encoding: 'utf8', bytes: bytes.length };
}

/** The beginning of a text, without half a character at its end. */
export function cutText(text: string, chars: number): string {
  const kept = text.slice(0, chars);
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
}

/** A short text for a fact or a header: at most `chars`, with a sign that there was more. */
export function shortText(value: unknown, chars = 300): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length <= chars ? text : `${cutText(text, chars)}…`;
}
