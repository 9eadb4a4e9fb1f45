import { readFileSync, writeFileSync } from 'node:fs';
import { type Lock, missingPackages } from './missing-packages.ts';

/** The project's lock file. */
export const LOCK_FILE = new URL('../../package-lock.json', import.meta.url);

/**
 * Adds the packages of other platforms that npm left out of the lock, and drops registry addresses. `npm run lock`
 * after each change of a dependency.
 */
export function completeLock(lock: Lock): { lock: Lock; added: string[] } {
  const missing = missingPackages(lock);
  const [root, ...rest] = Object.entries({ ...lock.packages, ...missing });
  for (const [, entry] of rest) delete entry.resolved;
  rest.sort(([a], [b]) => a.localeCompare(b, 'en'));
  return { lock: { ...lock, packages: Object.fromEntries(root ? [root, ...rest] : rest) }, added: Object.keys(missing) };
}

if (import.meta.main) {
  const { lock, added } = completeLock(JSON.parse(readFileSync(LOCK_FILE, 'utf8')) as Lock);
  writeFileSync(LOCK_FILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? 'The lock was complete.' : `Added to the lock: ${added.join(', ')}.`);
}
