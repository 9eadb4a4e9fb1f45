import { readLanguageJob } from '../../../blocks/language-job.ts';
import { printLines } from './print-lines.ts';
import { runInfluxql } from './run-influxql.ts';

/** The program that runs `influxql` blocks. */
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
try {
  process.exitCode = await runInfluxql(readLanguageJob(process.argv[2]), stop.signal);
} catch (error) {
  // The terminal is gone: nobody reads on.
  if (['EPIPE', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '') || stop.signal.aborted) process.exit(143);
  await printLines([{ error: `InfluxDB does not answer: ${error instanceof Error ? error.message : String(error)}` }]);
  process.exitCode = 1;
}
