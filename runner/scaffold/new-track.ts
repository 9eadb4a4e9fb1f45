import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SERVICE_IDS } from '#contract/services.ts';
import { trackFields } from '#contract/track.ts';
import { readComposeFile } from '../docker/compose-file.ts';
import { applyTexts } from './changes.ts';
import { addProfile, addTableRow } from './compose-text.ts';
import { folderOf } from './names.ts';
import type { Outcome } from './outcome.ts';
import { foldersIn, isThere, type Project, readText, tracksOf } from './project.ts';
import { Refusal } from './refusal.ts';
import { trackText } from './templates/track-text.ts';
import { MEMORY_COLUMNS } from './track-profile.ts';

const COMPOSE = 'docker/compose.yaml';
const README = 'docker/README.md';
const MIB = 1024 ** 2;

/** Addresses that the site and the runner have for themselves; a track's address is its folder. */
const TAKEN_ADDRESSES = ['404', 'health', 'pagefind', 'session', 'ws'];

/**
 * `content/<slug>/track.yaml`, the track's profile in the compose file, and its row in the table of memory.
 * @throws Refusal for a title without a folder, and for a folder that is taken
 */
export function newTrack(project: Project, title: string): Outcome {
  const track = folderOf(title, trackFields.shape.title.maxLength ?? 60);
  if (isThere(project, `content/${track}`))
    throw new Refusal(
      `There is a track of that name already: content/${track}.`,
      `Add a lesson to it, npm run new -- lesson ${track} "<title>", or choose another title: “${title} ${freeNumber(project, track)}” is free.`,
    );
  if ((SERVICE_IDS as string[]).includes(track))
    throw new Refusal(`\`${track}\` is the name of a service.`, `Say what is built with it, such as “${title} pipeline”.`);
  if (TAKEN_ADDRESSES.includes(track))
    throw new Refusal(`The site has a page \`${track}\` of its own.`, `Choose another title, such as “${title} pipeline”.`);
  const memory = (shellMib(project) / 1024).toFixed(1);
  const written = applyTexts(project, {
    [`content/${track}/track.yaml`]: trackText({ title, order: nextOrder(project) }),
    [COMPOSE]: addProfile(readText(project, COMPOSE), 'shell', track),
    [README]: addTableRow(readText(project, README), MEMORY_COLUMNS, [track, `${memory} GB`]),
  });
  return { ...written, next: [`npm run new -- lesson ${track} "<title of its first lesson>"`] };
}

function freeNumber({ root }: Project, track: string): number {
  const taken = foldersIn({ root }, 'content');
  for (let number = 2; ; number++) if (!taken.includes(`${track}-${number}`)) return number;
}

/** The order behind the last track; one that cannot be read has none. */
function nextOrder(project: Project): number {
  const orders = tracksOf(project).map((track) => {
    const fields: unknown = parse(readFileSync(join(project.root, 'content', track, 'track.yaml'), 'utf8'), {
      logLevel: 'silent',
    });
    const { order } = (fields ?? {}) as { order?: unknown };
    return typeof order === 'number' ? order : 0;
  });
  return Math.max(0, ...orders) + 1;
}

/** A new track has no service yet: only the shell, where its blocks run. */
function shellMib({ root }: Project): number {
  const { containers } = readComposeFile(join(root, 'docker'), { offline: false });
  return containers.filter(({ unit }) => unit === 'shell').reduce((sum, each) => sum + each.memoryLimitBytes, 0) / MIB;
}
