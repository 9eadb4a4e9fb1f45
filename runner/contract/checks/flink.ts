import * as z from 'zod';
import { checkBase } from './base.ts';

/** Flink's cluster answers, with so many task managers and slots. */
export const flinkCluster = z.strictObject({
  ...checkBase,
  check: z.literal('flink.cluster').describe('Flink’s cluster answers, with so many task managers and slots.'),
  taskManagers: z.int().min(1).default(1).describe('So many task managers, or more.'),
  slots: z.int().min(1).optional().describe('So many slots in all of them together, or more.'),
});

/** A job is in this state and has written so many records. Of several with its name, the newest counts. */
export const flinkJob = z.strictObject({
  ...checkBase,
  check: z
    .literal('flink.job')
    .describe('A job is in this state and has written so many records. Of several with its name, the newest counts.'),
  job: z.string().min(1).describe('The name of the job, or a pattern between slashes: /insert-into.*words/.'),
  state: z.enum(['RUNNING', 'FINISHED', 'CANCELED', 'FAILED']).default('RUNNING'),
  recordsOut: z.int().min(1).optional().describe('So many records were written by its sinks, or more.'),
});

export const flinkChecks = [flinkCluster, flinkJob] as const;

/** What each check proves, when the lesson does not say it. */
export const flinkTitles = {
  'flink.cluster': (_: z.infer<typeof flinkCluster>) => 'Flink’s cluster answers',
  'flink.job': (c: z.infer<typeof flinkJob>) => {
    const name = c.job.length > 40 ? `${c.job.slice(0, 39)}…` : c.job;
    return c.state === 'RUNNING' ? `The job ${name} runs` : `The job ${name} is ${c.state}`;
  },
};
