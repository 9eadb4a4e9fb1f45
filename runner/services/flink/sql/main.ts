import { readLanguageJob } from '../../../blocks/language-job.ts';
import { printLines } from './print-lines.ts';
import { SqlRun } from './run-sql.ts';

/** The program that runs `flink-sql` blocks. Its working directory is where sessions are kept between blocks. */
const run = new SqlRun(readLanguageJob(process.argv[2]));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => {
    void run.stop().finally(() => process.exit(143));
  });
try {
  process.exitCode = await run.run();
} catch (error) {
  // The terminal is gone: nobody reads on.
  if (['EPIPE', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) process.exit(143);
  await printLines([{ error: `Flink’s answer was not understood: ${error instanceof Error ? error.message : String(error)}` }]);
  process.exitCode = 1;
}
