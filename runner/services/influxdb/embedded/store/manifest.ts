import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeAtomic } from '../../../../lib/atomic-file.ts';
import type { FieldType } from './model.ts';
import { setAside } from './set-aside.ts';
import { logPath } from './write-log.ts';

/**
 * What a database consists of: its segments from the oldest to the newest, and the first log whose points are in none
 * of them. Replacing this file is the moment at which a change counts; files that it does not name are left-overs.
 */
export type Manifest = {
  segments: number[];
  log: number;
  /** By measurement and name; also of fields whose points are all gone. */
  fields: Record<string, Record<string, FieldType>>;
};

const pathOf = (folder: string) => join(folder, 'manifest.json');

/** The path of a segment. */
export function segmentPath(folder: string, id: number): string {
  return join(folder, `segment-${String(id).padStart(8, '0')}`);
}

/**
 * Reads a folder's manifest; a new folder has none. Removes segments that it does not name, left over from a change that
 * did not count, or sets them aside when it names others that are not there, so that it may be damaged.
 * @throws Error when the manifest of a folder is gone that must have had one
 */
export function readManifest(folder: string, log: (line: string) => void): Manifest {
  const names = readdirSync(folder);
  const segments = names.filter((name) => /^segment-\d+$/.test(name)).map((name) => join(folder, name));
  const isNew = !existsSync(pathOf(folder));
  // The first log goes when a manifest is there. As long as it is there, all that is in a segment is in the logs, too.
  if (isNew && segments.length > 0 && !existsSync(logPath(folder, 1))) throw new Error(`there is no ${basename(pathOf(folder))}`);
  const manifest: Manifest = isNew
    ? { segments: [], log: 1, fields: {} }
    : (JSON.parse(readFileSync(pathOf(folder), 'utf8')) as Manifest);
  const named = manifest.segments.map((id) => segmentPath(folder, id));
  for (const path of segments) {
    if (named.includes(path)) continue;
    if (named.every((one) => existsSync(one))) rmSync(path, { force: true });
    else log(`A segment is not named by its manifest. ${setAside(path)}.`);
  }
  return manifest;
}

/** Replaces a folder's manifest. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeAtomic(pathOf(folder), JSON.stringify(manifest), { mode: 0o600 });
}
