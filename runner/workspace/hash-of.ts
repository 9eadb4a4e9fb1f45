import { createHash } from 'node:crypto';

/** The SHA-256 of a file's content, in hex. */
export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
