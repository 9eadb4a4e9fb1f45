import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** Where the project's folder is in the container. */
export const GATE_DIR = '/opt/towpath';

/** What runs there as the gate. */
export const GATE_MAIN = 'runner/docker/gate-main.ts';

/** It, and everything it imports. */
export const GATE_FILES: readonly string[] = [
  GATE_MAIN,
  'runner/lib/atomic-file.ts',
  'runner/lib/close-server.ts',
  'runner/lib/json-peer.ts',
  'runner/lib/ports.ts',
  'runner/shell/proxy.ts',
  'runner/workspace/folder-files.ts',
];

/** The command `towpath`, and where every PATH finds it. */
const COMMAND = { from: 'runner/shell/bin/towpath', to: '/usr/local/bin/towpath' };

const PROJECT_DIR = join(import.meta.dirname, '../..');

/** An archive of what the container of the shell needs of us, for its root folder; all of it is root's. */
export async function gateArchive(): Promise<Buffer> {
  const archive = pack();
  const folders = new Set([GATE_DIR, ...GATE_FILES.flatMap((file) => foldersOf(`${GATE_DIR}/${file}`))]);
  for (const name of [...folders].sort()) archive.entry({ name, type: 'directory', mode: 0o755 });
  // Node takes the files for modules without a second look.
  archive.entry({ name: `${GATE_DIR}/package.json`, mode: 0o644 }, '{ "type": "module" }\n');
  for (const file of GATE_FILES)
    archive.entry({ name: `${GATE_DIR}/${file}`, mode: 0o644 }, readFileSync(join(PROJECT_DIR, file)));
  archive.entry({ name: COMMAND.to, mode: 0o755 }, readFileSync(join(PROJECT_DIR, COMMAND.from)));
  archive.finalize();
  return await buffer(archive);
}

/** The folders above a file, down from GATE_DIR. */
function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder.startsWith(`${GATE_DIR}/`) ? [...foldersOf(folder), folder] : [];
}
