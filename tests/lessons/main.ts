import { resolve } from 'node:path';
import { RunnerError } from '../../runner/errors.ts';
import { clearStack, stackInUse } from '../support/clear-stack.ts';
import { uncoveredSteps } from './guide-steps.ts';
import { helpText, OptionError, type Options, readOptions } from './options.ts';
import { makePlan, type TrackPlan } from './plan.ts';
import type { Proof } from './prove-lesson.ts';
import { proveTrack } from './prove-track.ts';
import { type GroundOptions, ProvingGround } from './proving-ground.ts';
import { failureText, type Report, tableHead, tableRow, terminalReport } from './report.ts';
import { showBlock, showSkipped } from './try-block.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** `npm run lessons`. The exit status is 0 when all that was asked for holds; the last line is `N passed, N failed`. */
async function main(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args);
  const report = terminalReport({ live: process.stderr.isTTY === true && !options.json });
  if (options.help) {
    report.say(helpText());
    return true;
  }
  const contentDir = resolve(options.contentDir ?? 'content');
  const plans = makePlan(contentDir, options);
  const one = options.block ?? options.skip;
  if (one === undefined) return proveAll({ plans, contentDir, options, report });
  const plan = plans[0];
  if (!plan) return false;
  const show = options.block === undefined ? showSkipped : showBlock;
  return onGround({ ...options, contentDir }, (ground) => show(ground, plan, { block: one, report }));
}

type Work = { plans: TrackPlan[]; contentDir: string; options: Options; report: Report };

async function proveAll({ plans, contentDir, options, report }: Work): Promise<boolean> {
  const proofs: Proof[] = [];
  if (!options.json) report.say(tableHead());
  for (const plan of plans) {
    await onGround({ ...options, contentDir }, async (ground) => {
      for await (const proof of proveTrack(ground, plan, { skipTest: options.skipTest, report })) {
        proofs.push(proof);
        report.say(options.json ? JSON.stringify(proof) : [tableRow(proof), ...proof.failures.map(failureText)].join('\n'));
      }
    });
    if (!options.json && options.lesson === undefined) sayUncovered(plan, report);
  }
  const passed = proofs.filter((proof) => proof.passed).length;
  if (!options.json && options.stack === 'docker')
    report.say('\nThe skip test goes back to snapshots, which the Docker stack has none of: it runs on the embedded stack.');
  if (!options.json) report.say(`\n${passed} passed, ${proofs.length - passed} failed`);
  return passed === proofs.length && passed > 0;
}

function sayUncovered({ track, prove }: TrackPlan, report: Report): void {
  const open = uncoveredSteps(
    track,
    prove.map(({ fields }) => fields),
  );
  if (open.length > 0) report.say(`\nSteps of the guide that no lesson of ${track} covers yet: ${open.join(', ')}`);
}

/** A learner's own stack is not taken away under them. @throws OptionError while its containers run */
async function refuseStackInUse(): Promise<void> {
  const running = await stackInUse();
  if (running.length === 0) return;
  throw new OptionError(
    `The Docker stack is in use: ${running.join(', ')}.`,
    'Lessons are proven on an empty one, which removes its containers and their data. End the runner that uses it, or stop its services, then try again.',
  );
}

/** Gives `work` a ground of its own, on Docker after what the stack held is removed, and takes it away afterwards, also on Ctrl-C or when nobody reads on. */
async function onGround<Result>(options: GroundOptions, work: (ground: ProvingGround) => Promise<Result>): Promise<Result> {
  if (options.stack === 'docker') {
    await refuseStackInUse();
    await clearStack();
  }
  const ground = new ProvingGround(options);
  const interrupted = () => void ground.close().finally(() => process.exit(130));
  for (const signal of SIGNALS) process.once(signal, interrupted);
  process.stdout.on('error', interrupted);
  try {
    return await work(ground);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    process.stdout.off('error', interrupted);
    await ground.close();
  }
}

try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof OptionError || error instanceof RunnerError)) throw error;
  process.stderr.write(`${[error.message, error instanceof RunnerError ? error.hint : ''].filter(Boolean).join(' ')}\n`);
  process.exitCode = 2;
}
