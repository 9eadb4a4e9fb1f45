import { randomInt } from 'node:crypto';
import { refuse } from './refusal.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A new uid as Grafana makes them: 14 letters and digits, the first one a letter. */
export function newUid(): string {
  const pick = (from: string) => from[randomInt(from.length)] ?? '';
  return pick(LETTERS) + Array.from({ length: 13 }, () => pick(`${LETTERS}0123456789`)).join('');
}

/** Refuses a uid that Grafana would not take. @throws Refusal 400 */
export function checkUid(uid: string): void {
  if (uid.length > 40) throw refuse(400, 'uid too long, max 40 characters');
  if (!/^[a-zA-Z0-9\-_]*$/.test(uid)) throw refuse(400, 'uid contains illegal characters');
}
