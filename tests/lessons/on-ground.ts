import { clearStack, stackInUse } from '../support/clear-stack.ts';
import { OptionError } from './options.ts';
import { type GroundOptions, ProvingGround } from './proving-ground.ts';
import type { Report } from './report.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type GroundWork = GroundOptions & {
  report: Report;
  /** The exit status after Ctrl-C; 130 unless said. */
  interruptedStatus?: number;
};

/** Gives `work` a ground of its own, on Docker after what the stack held is removed, and takes it away afterwards, also on Ctrl-C, when the terminal is closed or when nobody reads on. */
export async function onGround<Result>(
  { report, interruptedStatus = 130, ...options }: GroundWork,
  work: (ground: ProvingGround) => Promise<Result>,
): Promise<Result> {
  if (options.stack === 'docker') {
    await refuseStackInUse();
    await clearStack();
  }
  const ground = new ProvingGround(options);
  let ending: Promise<void> | undefined;
  const interrupted = () => {
    report.end();
    ending ??= ground.close().finally(() => process.exit(interruptedStatus));
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  process.stdout.on('error', interrupted);
  try {
    return await work(ground);
  } finally {
    // The process ends there; that the work could not go on is no news.
    await ending;
    for (const signal of SIGNALS) process.off(signal, interrupted);
    process.stdout.off('error', interrupted);
    await ground.close();
  }
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
