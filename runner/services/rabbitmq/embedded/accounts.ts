import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { badRequest, notHere } from './refusals.ts';

/** Who may log in. `passwordHash` is base64 of four bytes of salt and SHA-256 of salt and password, as RabbitMQ keeps it. */
export type User = { name: string; passwordHash: string; tags: string[] };

/** What a user may do in a vhost: regular expressions over the names of queues and exchanges. */
export type Permission = { user: string; vhost: string; configure: string; write: string; read: string };

const MANAGEMENT_TAGS = ['administrator', 'monitoring', 'policymaker', 'management'];

export const isAdmin = (user: User): boolean => user.tags.includes('administrator');
export const isMonitor = (user: User): boolean => isAdmin(user) || user.tags.includes('monitoring');
export const mayManage = (user: User): boolean => user.tags.some((tag) => MANAGEMENT_TAGS.includes(tag));

/** The hash RabbitMQ keeps of a password. */
export function hashPassword(password: string, salt: Buffer = randomBytes(4)): string {
  const hash = createHash('sha256').update(salt).update(password).digest();
  return Buffer.concat([salt, hash]).toString('base64');
}

/** True when the password is the user's. One without a password, or with an empty one, never gets in. */
export function hasPassword(user: User, password: string): boolean {
  const kept = Buffer.from(user.passwordHash, 'base64');
  if (kept.length !== 36 || password === '') return false;
  return timingSafeEqual(kept, Buffer.from(hashPassword(password, kept.subarray(0, 4)), 'base64'));
}

/**
 * The user that a PUT describes.
 * @throws Refusal in RabbitMQ's words.
 */
export function userFrom(name: string, body: Record<string, unknown>): User {
  if (body.tags === undefined && body.administrator === undefined) throw badRequest('tags_not_present');
  if (body.limits !== undefined && JSON.stringify(body.limits) !== '{}') throw badRequest(notHere('The field limits of a user'));
  if (body.password !== undefined && body.password_hash !== undefined)
    throw badRequest('both_password_and_password_hash_are_provided');
  return { name, tags: tagsFrom(body), passwordHash: hashFrom(body) };
}

function tagsFrom({ tags, administrator }: Record<string, unknown>): string[] {
  if (tags === undefined) return String(administrator) === 'true' ? ['administrator'] : [];
  const words = Array.isArray(tags) ? tags.map(String) : String(tags).split(',');
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

function hashFrom({ password, password_hash: hash }: Record<string, unknown>): string {
  if (typeof password === 'string') return password === '' ? '' : hashPassword(password);
  if (hash === undefined) return '';
  if (typeof hash !== 'string' || !isBase64(hash)) throw badRequest(['not_base64', hash]);
  return hash;
}

/** Base64 as Erlang's decoder takes it: white space anywhere, padding at the end. */
export function isBase64(text: string): boolean {
  const bare = text.replaceAll(/[\t\n\r ]/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}

/**
 * Checks the three regular expressions of a permission.
 * @throws Refusal `invalid_regexp`, with Erlang's strings as lists of code points.
 */
export function checkPatterns(patterns: readonly string[]): void {
  for (const pattern of patterns) {
    try {
      new RegExp(pattern);
    } catch (error) {
      const why = /Unterminated group/.test(String(error)) ? 'missing )' : 'invalid regular expression';
      const codes = (text: string) => [...text].map((char) => char.codePointAt(0));
      throw badRequest(['invalid_regexp', codes(pattern), [codes(why), pattern.length]]);
    }
  }
}

/** True when a permission's pattern covers the name of a queue or exchange; an empty pattern covers the empty name only. */
export function covers(pattern: string, name: string): boolean {
  if (pattern === '.*') return true;
  return new RegExp(pattern === '' ? '^$' : pattern).test(name === '' ? 'amq.default' : name);
}
