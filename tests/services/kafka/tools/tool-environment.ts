import { join } from 'node:path';

const BIN = join(import.meta.dirname, '../../../../runner/services/kafka/bin');

/** What the stand-ins find in the environment of a block: themselves first on PATH, and the runner's Node. */
export function toolEnvironment(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: `${BIN}:${process.env.PATH}`, TOWPATH_NODE: process.execPath, LANG: 'C.UTF-8', TZ: 'UTC', ...more };
}
