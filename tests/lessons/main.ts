import { resolve } from 'node:path';
import { suggest } from '#contract/nearest.ts';
import { RunnerError } from '../../runner/errors.ts';
import { coverageOf, coverageText } from './coverage.ts';
import { GUIDED_TRACKS } from './guide-steps.ts';
import { onGround } from './on-ground.ts';
import { helpText, OptionError, type Options, readOptions } from './options.ts';
import { makePlan, readLessons, type TrackPlan } from './plan.ts';
import type { Proof } from './prove-lesson.ts';
import { proveTrack } from './prove-track.ts';
import { type OnFreshGround, type Recording, recordingText, recordTrack } from './recording/record-track.ts';
import { failureText, type Report, tableHead, tableRow, terminalReport } from './report.ts';
import { withTrackAlone } from './track-alone.ts';
import { showBlock, showSkipped } from './try-block.ts';
import { watchLesson } from './watch/watch-lesson.ts';

/** `npm run lessons`. The exit status is 0 when all that was asked for holds; the last line is `N passed, N failed`, and how many are for the other stack. */
async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  const report = terminalReport(options.json ? 'quiet' : process.stderr.isTTY === true ? 'live' : 'lines');
  if (options.help) {
    report.say(helpText());
    return true;
  }
  const contentDir = resolve(options.contentDir ?? 'content');
  if (options.coverage) return sayCoverage({ contentDir, options, report });
  if (options.watch)
    return onGround({ ...options, contentDir, report, interruptedStatus: 0 }, (place) =>
      watchLesson(place, { contentDir, options, report }),
    );
  const plans = makePlan(contentDir, options);
  const work = { plans, contentDir, options, report };
  if (options.record) return recordAll(work);
  const one = options.block ?? options.skip;
  if (one === undefined) return proveAll(work);
  const plan = plans[0];
  if (!plan) return false;
  const show = options.block === undefined ? showSkipped : showBlock;
  return onGround({ ...options, contentDir, report }, (ground) => show(ground, plan, { block: one, report, json: options.json }));
}

type Work = { plans: TrackPlan[]; contentDir: string; options: Options; report: Report };

async function proveAll({ plans, contentDir, options, report }: Work): Promise<boolean> {
  const proofs: Proof[] = [];
  if (!options.json) report.say(tableHead());
  for (const plan of plans) {
    await withTrackAlone({ contentDir, track: plan.track }, (alone) =>
      onGround({ ...options, contentDir: alone, report }, async (ground) => {
        for await (const proof of proveTrack(ground, plan, { skipTest: options.skipTest, report })) {
          proofs.push(proof);
          report.say(options.json ? JSON.stringify(proof) : [tableRow(proof), ...proof.failures.map(failureText)].join('\n'));
        }
      }),
    );
  }
  const proven = proofs.filter(({ leftOut }) => leftOut === undefined);
  const passed = proven.filter((proof) => proof.passed).length;
  if (!options.json) {
    if (options.lesson === undefined) sayCoverage({ contentDir, options, report });
    if (options.stack === 'docker')
      report.say('\nThe skip test goes back to snapshots, which the Docker stack has none of: it runs on the embedded stack.');
    const others = proofs.length - proven.length;
    report.say(`\n${passed} passed, ${proven.length - passed} failed${others > 0 ? `, ${others} for the other stack` : ''}`);
  }
  return passed === proven.length && passed > 0;
}

/** Which steps of the guides the lessons cover. It holds whatever is open: a guide is followed lesson by lesson. */
function sayCoverage({ contentDir, options, report }: Omit<Work, 'plans'>): true {
  const { track, coverage: asked } = options;
  if (asked && track !== undefined && !GUIDED_TRACKS.includes(track))
    throw new OptionError(`The track ${track} follows no guide.`, suggest(track, GUIDED_TRACKS));
  const coverages = coverageOf(readLessons(contentDir), track);
  if (options.json) for (const coverage of coverages) report.say(JSON.stringify(coverage));
  else if (coverages.length > 0) report.say(`${asked ? '' : '\n'}${coverageText(coverages)}`);
  return true;
}

async function recordAll({ plans, contentDir, options, report }: Work): Promise<boolean> {
  const recordings: Recording[] = [];
  const onFreshGround: OnFreshGround = (work) => onGround({ ...options, contentDir, report }, work);
  for (const plan of plans) {
    for (const recording of await recordTrack(plan, { contentDir, onFreshGround, report })) {
      recordings.push(recording);
      report.say(options.json ? JSON.stringify(recording) : recordingText(recording));
    }
  }
  const recorded = recordings.filter((recording) => recording.recorded).length;
  if (!options.json) report.say(`\n${recorded} recorded, ${recordings.length - recorded} failed`);
  return recorded === recordings.length && recorded > 0;
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof OptionError || error instanceof RunnerError)) throw error;
  process.stderr.write(`${[error.message, error instanceof RunnerError ? error.hint : ''].filter(Boolean).join(' ')}\n`);
  process.exitCode = 2;
}
