import { expectation } from '#contract/block.ts';
import { count } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import { nearest } from '#contract/nearest.ts';
import type { CheckResult, ChecksOf } from '../../verify/define-check.ts';
import { askCluster } from './ask-cluster.ts';
import type { Cluster, Job } from './cluster.ts';
import { causeOf } from './sql/cause.ts';

/** What a lesson can ask of Flink. */
export const flinkChecks = {
  'flink.cluster': async ({ taskManagers, slots }, context) => {
    const seen = await askCluster(context, (cluster) => cluster.overview());
    const expected = `at least ${count(taskManagers, 'task manager')}${slots === undefined ? '' : ` and ${count(slots, 'slot')}`}`;
    const free = seen['slots-available'];
    const actual = `${count(seen.taskmanagers, 'task manager')} and ${count(seen['slots-total'], 'slot')}, ${free.toLocaleString('en-US')} of them free`;
    const passed = seen.taskmanagers >= taskManagers && seen['slots-total'] >= (slots ?? 0);
    return {
      passed,
      expected,
      actual,
      ...(!passed && { hint: 'A task manager may be starting. Look at Flink in the Services panel.' }),
    };
  },
  'flink.job': async (check, context) => await askCluster(context, (cluster) => judgeJob(check, cluster)),
} satisfies ChecksOf<'flink'>;

async function judgeJob(check: CheckOf<'flink.job'>, cluster: Cluster): Promise<CheckResult> {
  const { state, recordsOut } = check;
  const written = recordsOut === undefined ? '' : ` that has written at least ${count(recordsOut, 'record')}`;
  const expected = `a job ${check.job}, ${state}${written}`;
  const jobs = await cluster.jobs();
  const job = find(jobs, check);
  if (!job) return { passed: false, expected, ...missing(check.job, jobs) };
  if (job.state !== state) return { passed: false, expected, ...(await otherState(job, cluster)) };
  if (recordsOut === undefined) return { passed: true, expected, actual: `the job ${named(job)} is ${state}` };
  const { in: read, out } = await cluster.records(job.jid, await cluster.vertices(job.jid));
  const actual = `the job ${named(job)} is ${state} and has written ${count(out, 'record')}`;
  if (out >= recordsOut) return { passed: true, expected, actual };
  const hint =
    read === 0
      ? 'It has read nothing yet: see that something is written to what it reads, and that it reads from the beginning.'
      : 'It reads. A window gives its records when it is over; or a condition lets none of them pass.';
  return { passed: false, expected, actual, hint };
}

/** The newest one in the state that is asked for, or else the newest one. */
function find(jobs: readonly Job[], { job: wanted, state }: CheckOf<'flink.job'>): Job | undefined {
  const isWanted = /^\/.*\/[a-z]*$/.test(wanted) ? expectation(wanted) : (name: string) => name === wanted;
  const named = jobs.filter(({ name }) => isWanted(name));
  return named.find((job) => job.state === state) ?? named[0];
}

function missing(wanted: string, jobs: readonly Job[]): { actual: string; hint: string } {
  const names = [...new Set(jobs.filter(({ state }) => state === 'RUNNING').map(named))];
  const near = nearest(wanted, names);
  const listed = names.slice(0, 5).join(', ') + (names.length > 5 ? `, and ${names.length - 5} more` : '');
  const actual =
    names.length === 0 ? 'no job runs' : `there is no such job; ${names.length === 1 ? 'this one runs' : 'these run'}: ${listed}`;
  const hint = near
    ? `A job ${near} runs. The names must be the same, letter by letter.`
    : 'Run the block that submits it. SET ‘pipeline.name’ gives a job its name.';
  return { actual, hint: hint.replaceAll('‘', "'").replaceAll('’', "'") };
}

async function otherState(job: Job, cluster: Cluster): Promise<{ actual: string; hint: string }> {
  const failure = await cluster.failure(job.jid);
  const why = failure && ['FAILED', 'FAILING', 'RESTARTING'].includes(job.state) ? `: ${causeOf(failure)}` : '';
  const hint =
    job.state === 'RESTARTING' || job.state === 'FAILED'
      ? 'Mend what it says and run its block again.'
      : job.state === 'CANCELED'
        ? 'Run its block again.'
        : 'Wait a moment: its tasks may be starting.';
  return { actual: `the job ${named(job)} is ${job.state}${why}`, hint };
}

/** A job without a name of its own is called by its query. */
function named({ name }: Job): string {
  const line = name.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
