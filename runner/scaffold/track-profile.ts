import { join } from 'node:path';
import { parse } from 'yaml';
import { type ComposeContainer, readComposeFile } from '../docker/compose-file.ts';
import type { Texts } from './changes.ts';
import { addProfile, setTableRow } from './compose-text.ts';
import { type Project, readText } from './project.ts';

const COMPOSE = 'docker/compose.yaml';
const README = 'docker/README.md';
const MIB = 1024 ** 2;

/**
 * The compose file with a track's profile at the containers of these services and at those that they wait for, and the track's row
 * in the table of memory; nothing when all of them have it. A service with a profile of its own stays out: it is added by hand.
 */
export function withProfile(project: Project, track: string, services: readonly string[]): Texts {
  const before = readText(project, COMPOSE);
  const { containers } = readComposeFile(join(project.root, 'docker'), { offline: false });
  const profiles = profilesOf(before);
  const wanted = containers.filter(({ name, unit }) => services.includes(unit) && !profiles(name).includes(unit));
  const missing = withNeeds(wanted, containers).filter(({ name }) => !profiles(name).includes(track));
  if (missing.length === 0) return {};
  const after = missing.reduce((text, { name }) => addProfile(text, name, track), before);
  return {
    [COMPOSE]: after,
    [README]: setTableRow(readText(project, README), MEMORY_COLUMNS, memoryRow(track, after, containers)),
  };
}

/** The table of `docker/README.md` with the memory of each track. */
export const MEMORY_COLUMNS = ['profile', 'limits together'] as const;

function memoryRow(track: string, compose: string, containers: readonly ComposeContainer[]): string[] {
  const profiles = profilesOf(compose);
  const used = containers.filter(({ name }) => profiles(name).includes(track));
  const mib = used.reduce((sum, { memoryLimitBytes }) => sum + memoryLimitBytes, 0) / MIB;
  return [track, `${(mib / 1024).toFixed(1)} GB`];
}

function profilesOf(compose: string): (container: string) => string[] {
  const { services = {} } = parse(compose, { merge: true }) as { services?: Record<string, { profiles?: string[] }> };
  return (container) => services[container]?.profiles ?? [];
}

/** These, and all that they wait for. */
function withNeeds(wanted: readonly ComposeContainer[], all: readonly ComposeContainer[]): ComposeContainer[] {
  const names = new Set<string>();
  const add = (container: ComposeContainer): void => {
    if (names.has(container.name)) return;
    names.add(container.name);
    for (const other of all) if (container.needs.includes(other.name)) add(other);
  };
  wanted.forEach(add);
  return all.filter(({ name }) => names.has(name));
}
