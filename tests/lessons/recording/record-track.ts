import type { TrackPlan } from '../plan.ts';
import type { Failure } from '../prove-lesson.ts';
import type { ProvingGround } from '../proving-ground.ts';
import { failureText, type Report } from '../report.ts';
import { mergeTakes } from './merge-takes.ts';
import { type RecordedChange, readRecordedFile, writeRecordedFile } from './recorded-file.ts';
import { takeOutputs } from './take-outputs.ts';

/** What recording a lesson came to. Nothing is written when there are failures. */
export type Recording = {
  lesson: string;
  title: string;
  recorded: boolean;
  /** Blocks whose output is kept now. */
  blocks: number;
  change: RecordedChange;
  /** What an author should know, such as a block that shows something else each time. */
  notes: string[];
  failures: Failure[];
};

/** Does work on a ground of its own, which is taken away afterwards. */
export type OnFreshGround = <Result>(work: (ground: ProvingGround) => Promise<Result>) => Promise<Result>;

const UNCHANGED: RecordedChange = { added: [], changed: [], removed: [] };

/** Records the lessons of a track: twice, each time on a fresh ground, to tell what is the lesson's from what is the moment's. */
export async function recordTrack(
  plan: TrackPlan,
  { contentDir, onFreshGround, report }: { contentDir: string; onFreshGround: OnFreshGround; report: Report },
): Promise<Recording[]> {
  const take = () => onFreshGround((ground) => takeOutputs(ground, plan, { contentDir, report }));
  const one = await take();
  const canGoOn = [...one.values()].some(({ failures }) => failures.length === 0);
  const other = canGoOn ? await take() : one;
  const recorded = plan.prove.filter(({ id }) => one.has(id));
  return recorded.map(({ id, dir, fields }) => {
    const [first, second] = [one.get(id), other.get(id)];
    const found = { lesson: id, title: fields.title };
    const failures = first?.failures.length ? first.failures : (second?.failures ?? []);
    if (!first || !second || failures.length > 0)
      return { ...found, recorded: false, blocks: 0, change: UNCHANGED, notes: [], failures };
    const { blocks, notes } = mergeTakes(first.blocks, second.blocks, readRecordedFile(dir));
    return { ...found, recorded: true, blocks: blocks.size, change: writeRecordedFile(dir, blocks), notes, failures: [] };
  });
}

/** A lesson's recording in words. */
export function recordingText({ lesson, recorded, blocks, change, notes, failures }: Recording): string {
  const name = lesson.split('/').at(-1) ?? lesson;
  const changes = [changed('new', change.added), changed('changed', change.changed), changed('gone', change.removed)];
  const words = changes.filter(Boolean).join(' · ') || 'as before';
  const row = `${recorded ? '✓' : '✗'} ${name.padEnd(34)}${recorded ? `${count(blocks)}  ${words}` : 'not recorded'}`;
  return [row, ...notes.map((note) => `    note: ${note}`), ...failures.map(failureText)].join('\n');
}

const count = (blocks: number): string => `${blocks} ${blocks === 1 ? 'block' : 'blocks'}`.padEnd(9);
const changed = (word: string, ids: readonly string[]): string => (ids.length > 0 ? `${word}: ${ids.join(', ')}` : '');
