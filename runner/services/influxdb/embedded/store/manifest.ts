import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomic } from '../../../../lib/atomic-file.ts';
import type { FieldType } from './model.ts';

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

/** Reads a folder's manifest; a new folder has none. Removes segments that it does not name. */
export function readManifest(folder: string): Manifest {
  const isNew = !existsSync(pathOf(folder));
  const manifest: Manifest = isNew
    ? { segments: [], log: 1, fields: {} }
    : (JSON.parse(readFileSync(pathOf(folder), 'utf8')) as Manifest);
  const named = new Set(manifest.segments.map((id) => segmentPath(folder, id)));
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (/^segment-\d+$/.test(name) && !named.has(path)) rmSync(path, { force: true });
  }
  return manifest;
}

/** Replaces a folder's manifest. */
export function writeManifest(folder: string, manifest: Manifest): void {
  writeAtomic(pathOf(folder), JSON.stringify(manifest), { mode: 0o600 });
}
