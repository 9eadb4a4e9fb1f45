import { randomBytes } from 'node:crypto';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { helpText, PROJECT_DIR, readConfig } from './config.ts';
import { RunnerError } from './errors.ts';
import { log } from './lib/log.ts';

/** The runner: reads its configuration, starts, listens, and ends cleanly on a signal. The only file with side effects. */
const COMPILE_CACHE = join(PROJECT_DIR, 'node_modules/.cache/compile');
enableCompileCache(COMPILE_CACHE);

const say = (words: string): void => void process.stdout.write(`${words}\n`);

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2));
  log.level = config.logLevel;
  if (config.help) return say(helpText());
  // Imported late, so that the compile cache is on; workers and the stack process find it in the variable.
  const { runRunner } = await import('./run-runner.ts');
  const environment = { ...config.environment, NODE_COMPILE_CACHE: COMPILE_CACHE };
  let starting: ReturnType<typeof runRunner> | undefined;
  let isEnding = false;
  const end = (): void => {
    // The second time means now. The stack process sees us go and ends itself and what blocks have started.
    if (isEnding) process.exit(1);
    isEnding = true;
    // Also while it is starting: it is ended whole or not at all.
    Promise.resolve(starting)
      .then((running) => running?.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'ending');
          process.exit(1);
        },
      );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  starting = runRunner({ ...config, environment }, { say, newToken: () => randomBytes(24).toString('base64url') });
  // Nobody reads us any more (a closed pipe): go on, the learner's browser is still there.
  process.stdout.on('error', () => undefined);
  await starting;
}

process.on('uncaughtException', (error) => log.fatal({ err: error }, 'a mistake of ours; the runner goes on'));
process.on('unhandledRejection', (error) => log.fatal({ err: error }, 'a mistake of ours; the runner goes on'));

try {
  await main();
} catch (error) {
  if (error instanceof RunnerError) process.stderr.write(`${error.message}\n${error.hint ? `${error.hint}\n` : ''}`);
  else process.stderr.write(`The runner could not start. ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
