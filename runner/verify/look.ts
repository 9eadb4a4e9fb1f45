import { setTimeout as delay } from 'node:timers/promises';
import { type Check, checkTitle } from '#contract/checks/checks.ts';
import { CHECK_DEADLINE_MS } from '#contract/limits.ts';
import type { VerifyRow } from '#contract/messages/verify.ts';
import { RunnerError, toErrorBody } from '../errors.ts';
import { runCheck } from './checks/checks.ts';
import type { CheckContext } from './define-check.ts';

/** How long a check rests between two looks (ms): short at first, for what is there at once. */
const FIRST_REST_MS = 50;
const LONGEST_REST_MS = 500;
/** A look that hangs is given up after this long, and not before, however soon the check's deadline ends (ms). */
const LOOK_MS = 5_000;

export type LookOptions = {
  context: Omit<CheckContext, 'signal'>;
  /** Aborted when the learner stops Verify. */
  signal: AbortSignal;
  /** Look once and do not wait for what settles late. */
  once: boolean;
  /** The row so far, while the check goes on looking. */
  soFar: (row: VerifyRow) => void;
};

/** Looks until the check holds or its deadline ends, and says what it saw. */
export async function look(check: Check, { context, signal, once, soFar }: LookOptions): Promise<VerifyRow> {
  const started = performance.now();
  const deadlineMs = once ? 0 : check.within === undefined ? CHECK_DEADLINE_MS : check.within * 1000;
  const row = { check: check.id, title: checkTitle(check), ...(check.fix && { fix: check.fix }) };
  for (let restMs = FIRST_REST_MS; ; restMs = Math.min(restMs * 2, LONGEST_REST_MS)) {
    const leftMs = deadlineMs - (performance.now() - started);
    const seen = await lookOnce(check, {
      ...context,
      signal: AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(Math.max(leftMs, LOOK_MS)))]),
    });
    const ms = Math.round(performance.now() - started);
    const { isFinal, ...found } = seen;
    if (isFinal || ms + restMs >= deadlineMs || signal.aborted) return { ...row, ...found, ms };
    soFar({ ...row, phase: 'checking', actual: found.actual, ms });
    await delay(restMs, undefined, { signal }).catch(() => undefined); // Aborted: the next look is the last.
  }
}

/** `isFinal`: looking again would bring nothing else. */
type Seen = Pick<VerifyRow, 'outcome' | 'expected' | 'actual' | 'hint'> & { isFinal: boolean };

async function lookOnce(check: Check, context: CheckContext): Promise<Seen> {
  try {
    const { passed, expected, actual, hint } = await runCheck(check, context);
    return { isFinal: passed, outcome: passed ? 'passed' : 'failed', expected, actual, ...(!passed && withHint(check, hint)) };
  } catch (error) {
    // A service that is stopped stays so until somebody starts it; the author's hint is about a look that failed.
    const isFinal = error instanceof RunnerError && error.code === 'service.stopped';
    const hint = hintOf(error);
    return { isFinal, outcome: 'error', ...explain(error), ...(hint ? { hint } : withHint(check, undefined)) };
  }
}

function withHint(check: Check, hint: string | undefined): Pick<VerifyRow, 'hint'> {
  const words = check.hint ?? hint ?? (check.fix ? `Run the block ${check.fix}, then verify again.` : undefined);
  return words === undefined ? {} : { hint: words };
}

/** Why a check could not look. */
function explain(error: unknown): Pick<VerifyRow, 'actual'> {
  if (error instanceof RunnerError) return { actual: `${error.message.replace(/\.$/, '')}, so this was not checked.` };
  if (isUnreachable(error)) return { actual: 'The service did not answer, so this was not checked.' };
  return { actual: `${toErrorBody(error).message} This was not checked.` };
}

function hintOf(error: unknown): string | undefined {
  return error instanceof RunnerError
    ? error.hint
    : isUnreachable(error)
      ? 'Look at the services in the workbench, then verify again.'
      : undefined;
}

/** What `fetch` throws when nobody answers, or not in time. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && ['AbortError', 'TimeoutError'].includes(error.name));
