import { lessonFields } from '#contract/lesson.ts';
import { suggest } from '#contract/nearest.ts';
import { SERVICE_IDS, SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import type { Service } from '../services/define-service.ts';
import { SERVICES } from '../services/registry.ts';
import { applyTexts, type Texts } from './changes.ts';
import { folderOf } from './names.ts';
import type { Outcome } from './outcome.ts';
import { foldersIn, isThere, type Project, readText, tracksOf } from './project.ts';
import { Refusal } from './refusal.ts';
import { lessonText } from './templates/lesson-text.ts';
import { withProfile } from './track-profile.ts';

/** Folders of lessons begin with two digits. */
const LAST_NUMBER = 99;

export type NewLesson = { track: string; title: string; number?: string; services?: readonly string[] };

/**
 * `content/<track>/NN-<slug>/index.mdx`, at the next place of the track unless a number is said. Its services become those of the
 * track, also on the Docker stack.
 * @throws Refusal for an unknown track or service, a number or a name that is taken or cannot be
 */
export function newLesson(project: Project, { track, title, number, services = [] }: NewLesson): Outcome {
  const tracks = tracksOf(project);
  if (!tracks.includes(track))
    throw new Refusal(`There is no track \`${track}\`.`, `${suggest(track, tracks)} A new one: npm run new -- track "<title>"`);
  const name = folderOf(title, lessonFields.shape.title.maxLength ?? 80);
  const folders = foldersIn(project, `content/${track}`).filter((folder) => /^\d/.test(folder));
  const same = folders.find((folder) => folder.replace(/^\d+-/, '') === name);
  if (same) throw new Refusal(`The lesson is there already: content/${track}/${same}/index.mdx.`, 'Choose another title.');
  const place = number === undefined ? nextPlace(track, folders) : chosenPlace(number, { track, folders });
  const used = [...new Set(services)].map(findUsed);
  const ids = used.map(({ id }) => id);
  const folder = `content/${track}/${String(place).padStart(2, '0')}-${name}`;
  if (isThere(project, folder)) throw new Refusal(`There is a folder ${folder} already.`, 'Choose another title.');
  const written = applyTexts(project, {
    [`${folder}/index.mdx`]: lessonText({ title, name, services: used }),
    ...withServices(project, track, ids),
    ...withProfile(project, track, ids),
  });
  const isDockerOnly = used.some(({ startEmbedded }) => !startEmbedded);
  return {
    ...written,
    next: ['npm run dev', `npm run lessons -- ${isDockerOnly ? '--stack docker ' : ''}--lesson ${track}/${name}`],
  };
}

/** The lesson's services are among those of its track; nothing when they are already, or when the list is not written in brackets. */
function withServices(project: Project, track: string, wanted: readonly ServiceId[]): Texts {
  const path = `content/${track}/track.yaml`;
  const text = readText(project, path);
  const [list, services = ''] = /^services:[ \t]*\[([^\]\n]*)\]/m.exec(text) ?? [];
  const ids = services.split(',').flatMap((each) => each.trim() || []);
  const missing = wanted.filter((id) => !ids.includes(id));
  if (list === undefined || missing.length === 0) return {};
  return { [path]: text.replace(list, `services: [${[...ids, ...missing].join(', ')}]`) };
}

const placesOf = (folders: readonly string[]): number[] => folders.map((folder) => Number.parseInt(folder, 10));

/** The lowest place that no lesson has; undefined when all are taken. */
function freePlace(folders: readonly string[]): number | undefined {
  const taken = placesOf(folders);
  for (let place = 1; place <= LAST_NUMBER; place++) if (!taken.includes(place)) return place;
  return undefined;
}

function nextPlace(track: string, folders: readonly string[]): number {
  const next = Math.max(0, ...placesOf(folders)) + 1;
  if (next <= LAST_NUMBER) return next;
  const free = freePlace(folders);
  throw new Refusal(
    `The track ${track} has a lesson ${LAST_NUMBER}, and folders are numbered with two digits.`,
    free === undefined ? 'Begin another track.' : `Place ${free} is free: --number ${free}`,
  );
}

function chosenPlace(number: string, { track, folders }: { track: string; folders: readonly string[] }): number {
  const place = /^\d{1,2}$/.test(number) ? Number(number) : 0;
  const free = Math.max(0, ...placesOf(folders)) + 1;
  const idea = free <= LAST_NUMBER ? free : (freePlace(folders) ?? LAST_NUMBER);
  if (place < 1)
    throw new Refusal(`“${number}” is not the number of a lesson.`, `Allowed: 1 to ${LAST_NUMBER}; the next one is ${idea}.`);
  const owner = folders.find((folder) => Number.parseInt(folder, 10) === place);
  if (owner)
    throw new Refusal(
      `Lesson ${place} of ${track} is there already: ${owner}.`,
      `Take --number ${idea}, or rename the folders that come behind it first.`,
    );
  return place;
}

/** A service that the runner can drive. */
function findUsed(id: string): Service {
  const service = SERVICES.find((candidate) => candidate.id === id);
  if (service) return service;
  const known = SERVICES.map((candidate): string => candidate.id);
  if (!(SERVICE_IDS as string[]).includes(id)) throw new Refusal(`There is no service \`${id}\`.`, suggest(id, known));
  throw new Refusal(`${SERVICE_TITLES[id as ServiceId]} is not built yet.`, `Build it first: npm run new -- service ${id}`);
}
