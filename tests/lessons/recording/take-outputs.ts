import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findLanguage } from '#contract/languages.ts';
import { type RecordedBlock, recordedHashes } from '#contract/recorded.ts';
import type { Lesson } from '../../../runner/lessons/lesson.ts';
import { listFiles } from '../../../runner/workspace/list-files.ts';
import { startFiles } from '../../../src/tracks/start-files.ts';
import type { TrackPlan } from '../plan.ts';
import { blockFailure, type Failure, failuresAfter, runnable, startPrograms } from '../prove-lesson.ts';
import { reachStart, runnerFailure } from '../prove-track.ts';
import type { ProvingGround } from '../proving-ground.ts';
import type { Report } from '../report.ts';
import { plainText } from './plain-text.ts';
import { settledRows } from './settled-rows.ts';
import { stableTimes } from './stable-times.ts';
import { stableValues, thisMachine } from './stable-values.ts';
import { upToReady } from './up-to-ready.ts';

/** What the blocks of a lesson showed, in order; what stood in the way, when something did. */
export type Take = { blocks: Map<string, RecordedBlock>; failures: Failure[] };

const PROJECT_DIR = resolve(import.meta.dirname, '../../..');

/** Runs the lessons of a plan on a fresh ground, each once and in order as a learner does, and gives back what they showed; nothing of those that are for the other stack. */
export async function takeOutputs(
  ground: ProvingGround,
  { before, prove }: TrackPlan,
  { contentDir, report }: { contentDir: string; report: Report },
): Promise<Map<string, Take>> {
  const from = Date.now();
  const takes = new Map<string, Take>();
  const obstacle = await reachStart(ground, before, report).catch((error: unknown) => runnerFailure(error, ground));
  for (const lesson of prove) {
    if (obstacle) {
      takes.set(lesson.id, { blocks: new Map(), failures: [obstacle] });
      continue;
    }
    if (ground.whyNotHere(lesson) !== undefined) continue;
    report.doing(`… recording ${lesson.fields.title}`);
    const take = await takeLesson(ground, lesson, { from, contentDir }).catch((error: unknown) => ({
      blocks: new Map(),
      failures: [runnerFailure(error, ground)],
    }));
    takes.set(lesson.id, take);
  }
  return takes;
}

async function takeLesson(
  ground: ProvingGround,
  lesson: Lesson,
  { from, contentDir }: { from: number; contentDir: string },
): Promise<Take> {
  const blocks = new Map<string, RecordedBlock>();
  const stable = stableOutput(ground, lesson, { from, contentDir });
  const hashes = recordedHashes(lesson.blocks, await startFiles(lesson.dir));
  await startPrograms(ground, lesson);
  for (const id of runnable(lesson, ground.stack)) {
    const outcome = await ground.run(lesson, id);
    if (outcome.problem) return { blocks, failures: [blockFailure(outcome, 'recording')] };
    const block = lesson.blocks.find((candidate) => candidate.id === id);
    const output = stable(block ? upToReady(block, outcome.output) : outcome.output);
    blocks.set(id, {
      hash: hashes[id] ?? '',
      output: block && findLanguage(block.language)?.output === 'rows' ? settledRows(output) : output,
      exit: block?.attributes.follow || block?.attributes.background ? null : outcome.exit,
    });
  }
  const failures = failuresAfter(await ground.verify(lesson.id), 'recording');
  return { blocks, failures };
}

/** What makes a lesson's outputs plain text that says nothing of this moment and this machine; `from`: when the stack was new (ms). */
export function stableOutput(
  ground: ProvingGround,
  lesson: Lesson,
  { from, contentDir }: { from: number; contentDir: string },
): (output: string) => string {
  const own = writtenByAuthor(lesson);
  const machine = thisMachine([
    [ground.dataDir, '~/towpath/.towpath'],
    [contentDir, '~/towpath/content'],
    [PROJECT_DIR, '~/towpath'],
  ]);
  return (output) => {
    const times = stableTimes(plainText(output), { from, until: Date.now(), own });
    return stableValues(times, { machine: { ...machine, ports: ground.movedPorts() }, own });
  };
}

/** What the outputs have from the lesson itself, and not from the run. */
function writtenByAuthor({ dir, blocks }: Lesson): string {
  const folders = [join(dirname(dir), 'common'), join(dir, 'files')];
  const files = folders.flatMap((folder) => listFiles(folder).map((file) => join(folder, file)));
  const texts = files.flatMap((file) => (existsSync(file) ? readFileSync(file, 'utf8') : []));
  return [...blocks.map(({ text }) => text), ...texts].join('\n');
}
