import type { Lesson } from '../../runner/lessons/lesson.ts';
import type { TrackPlan } from './plan.ts';
import { doWithout, type Failure, rowInWords, runnable, startPrograms, waitingFor } from './prove-lesson.ts';
import { reachStart } from './prove-track.ts';
import type { BlockOutcome, ProvingGround } from './proving-ground.ts';
import { plainText } from './recording/plain-text.ts';
import { failureText, type Report } from './report.ts';

type Asked = { block: string; report: Report; json: boolean };

/** `--block`: runs the lesson up to a block and shows the outputs. True when every block ended as declared. */
export async function showBlock(ground: ProvingGround, plan: TrackPlan, { block, report, json }: Asked): Promise<boolean> {
  const { lesson, failures } = await arrive(ground, plan, { report, json });
  const blocks = lesson ? runnable(lesson, ground.stack) : [];
  if (lesson) await startPrograms(ground, lesson);
  const outcomes: BlockOutcome[] = [];
  for (const id of blocks.slice(0, blocks.indexOf(block) + 1)) {
    if (!lesson) break;
    report.doing(`… ${waitingFor(lesson, id)}`);
    const outcome = await ground.run(lesson, id);
    const { problem, ms } = outcome;
    const output = plainText(outcome.output);
    outcomes.push({ ...outcome, output, ms: Math.round(ms) });
    if (!json) report.say(`${problem ? '✗' : '✓'} ${id} · ${Math.round(ms)} ms${problem ? ` · ${problem}` : ''}\n${output}`);
    if (problem) break;
  }
  const passed = failures.length === 0 && outcomes.every(({ problem }) => !problem);
  if (json) report.say(JSON.stringify({ lesson: plan.prove[0]?.id, upTo: block, passed, blocks: outcomes, failures }));
  return passed;
}

/** `--skip`: what Verify says to a learner who left a block out. True when it says that something is missing. */
export async function showSkipped(ground: ProvingGround, plan: TrackPlan, { block, report, json }: Asked): Promise<boolean> {
  const { lesson, failures } = await arrive(ground, plan, { report, json });
  const rows = lesson ? await doWithout(ground, lesson, { block }) : [];
  const noticed = rows.some(({ outcome }) => outcome !== 'passed');
  if (json) report.say(JSON.stringify({ lesson: plan.prove[0]?.id, without: block, noticed, rows, failures }));
  else if (lesson) {
    for (const row of rows) report.say(rowInWords(row));
    report.say(noticed ? `Verify notices that ${block} was left out.` : `Verify passes without ${block}: no check misses it.`);
  }
  return noticed;
}

async function arrive(
  ground: ProvingGround,
  plan: TrackPlan,
  { report, json }: { report: Report; json: boolean },
): Promise<{ lesson: Lesson | undefined; failures: Failure[] }> {
  const obstacle = await reachStart(ground, plan.before, report);
  if (obstacle && !json) report.say(failureText(obstacle));
  return obstacle ? { lesson: undefined, failures: [obstacle] } : { lesson: plan.prove[0], failures: [] };
}
