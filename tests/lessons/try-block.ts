import type { Lesson } from '../../runner/lessons/lesson.ts';
import type { TrackPlan } from './plan.ts';
import { doWithout, rowInWords, runnable } from './prove-lesson.ts';
import { reachStart } from './prove-track.ts';
import type { ProvingGround } from './proving-ground.ts';
import { plainText } from './recording/plain-text.ts';
import { failureText, type Report } from './report.ts';

/** `--block`: runs the lesson up to a block and shows the outputs. True when every block ended as declared. */
export async function showBlock(
  ground: ProvingGround,
  plan: TrackPlan,
  { block, report }: { block: string; report: Report },
): Promise<boolean> {
  const lesson = await arrive(ground, plan, report);
  if (!lesson) return false;
  const blocks = runnable(lesson, ground.stack);
  for (const id of blocks.slice(0, blocks.indexOf(block) + 1)) {
    const { problem, output, ms } = await ground.run(lesson.id, id);
    report.say(`${problem ? '✗' : '✓'} ${id} · ${Math.round(ms)} ms${problem ? ` · ${problem}` : ''}`);
    report.say(plainText(output));
    if (problem) return false;
  }
  return true;
}

/** `--skip`: what Verify says to a learner who left a block out. True when it says that something is missing. */
export async function showSkipped(
  ground: ProvingGround,
  plan: TrackPlan,
  { block, report }: { block: string; report: Report },
): Promise<boolean> {
  const lesson = await arrive(ground, plan, report);
  if (!lesson) return false;
  const rows = await doWithout(ground, lesson, { block, once: false });
  for (const row of rows) report.say(rowInWords(row));
  const noticed = rows.some(({ outcome }) => outcome !== 'passed');
  report.say(noticed ? `Verify notices that ${block} was left out.` : `Verify passes without ${block}: no check misses it.`);
  return noticed;
}

async function arrive(ground: ProvingGround, plan: TrackPlan, report: Report): Promise<Lesson | undefined> {
  const obstacle = await reachStart(ground, plan.before, report);
  if (obstacle) report.say(failureText(obstacle));
  return obstacle ? undefined : plan.prove[0];
}
