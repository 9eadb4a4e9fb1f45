import type { StackId } from '#contract/ids.ts';
import { CHECK_DEADLINE_MS } from '#contract/limits.ts';
import type { VerifyRow, VerifyStatus } from '#contract/messages/verify.ts';
import { names } from './block-help.ts';
import { duration } from './duration.ts';

export type PanelState = VerifyStatus['state'];

/** The sentence of a panel: a bold beginning, then the rest. */
export type PanelSentence = { strong: string; rest: string };

/** What a panel shows: the rows of its own checks that were looked at, and how long that Verify took (ms). */
export type PanelView = { state: PanelState; rows: readonly VerifyRow[]; ms?: number | undefined };

/** A panel before its first Verify. */
export const IDLE_PANEL: PanelView = { state: 'idle', rows: [] };

/**
 * What a panel that looks at `checks` shows, from the lesson's latest Verify. It stays as it was when that Verify did
 * not look at all of its checks; but one whose own Verify is no longer going on (stopped, or the runner restarted) does
 * not wait for ever.
 */
export function panelView(before: PanelView, status: VerifyStatus, checks: readonly string[]): PanelView {
  const state = panelState(status, checks);
  if (state === 'idle') return IDLE_PANEL;
  if (state === undefined) return before.state === 'running' ? IDLE_PANEL : before;
  const isOwn = status.rows.every(({ check }) => checks.includes(check));
  // How long another panel's Verify took says nothing about this one.
  return { state, rows: status.rows.filter(({ check }) => checks.includes(check)), ...(isOwn ? { ms: status.ms } : {}) };
}

/** The state of a panel that looks at `checks`; undefined when the lesson's latest Verify says nothing about it. */
export function panelState(status: VerifyStatus, checks: readonly string[]): PanelState | undefined {
  // A stopped Verify has no rows. When it was one panel's, that is nothing to the others.
  if (status.state === 'idle') return status.whole ? 'idle' : undefined;
  const rows = checks.map((check) => status.rows.find((row) => row.check === check));
  if (rows.some((row) => row === undefined)) return undefined;
  if (rows.some((row) => row?.outcome === undefined)) return status.state === 'running' ? 'running' : 'idle';
  return rows.every((row) => row?.outcome === 'passed') ? 'passed' : 'failed';
}

/** What the panel says, in the words of the look. `rows` are the panel's own; `ms` how long the whole Verify took. */
export function panelSentence(state: PanelState, rows: readonly VerifyRow[], ms: number | undefined): PanelSentence {
  const total = rows.length;
  const passed = rows.filter((row) => row.outcome === 'passed').length;
  const decided = rows.filter((row) => row.outcome !== undefined).length;
  switch (state) {
    case 'idle':
      return total === 1
        ? { strong: '', rest: '1 check looks at the running stack and tells you what is there.' }
        : { strong: '', rest: `${total} checks look at the running stack and tell you what is there.` };
    case 'running':
      return {
        strong: 'Checking',
        rest: `${Math.min(decided + 1, total)} of ${total}, up to ${CHECK_DEADLINE_MS / 1000} s each`,
      };
    case 'passed':
      return {
        strong: `${passed} of ${total} hold${total === 1 ? 's' : ''}.`,
        rest: ms === undefined ? '' : `Checked in ${duration(ms)}.`,
      };
    case 'failed':
      return { strong: `${passed} of ${total} hold${passed === 1 && total === 1 ? 's' : ''}.`, rest: whatIsMissing(rows) };
  }
}

/** What a panel says before anybody presses it, on a stack that has not what its lesson needs: the titles of those services. */
export function elsewhereSentence(titles: readonly string[], stack: StackId): PanelSentence {
  const needs = `This lesson needs ${names(titles)}`;
  return stack === 'embedded'
    ? { strong: 'Not on this stack.', rest: `${needs}, on the Docker stack. Switch to Docker at the top of the page.` }
    : { strong: 'Not here.', rest: `${needs}, which cannot run here. The Services panel says why.` };
}

/** What a panel says of rows that were found before the page lost the runner, under what is to be done about that. */
export const OLD_ROWS = 'The rows below are old: they are from the last Verify.';

/** What a panel says of its last Verify when nobody can look any more. */
export function oldSentence(rows: readonly VerifyRow[]): PanelSentence {
  const passed = rows.filter((row) => row.outcome === 'passed').length;
  return { strong: `${passed} of ${rows.length} held`, rest: 'at the last Verify. The runner cannot be asked now.' };
}

function whatIsMissing(rows: readonly VerifyRow[]): string {
  const failed = rows.filter((row) => row.outcome === 'failed').length;
  const errors = rows.filter((row) => row.outcome === 'error').length;
  const missing = failed === 0 ? '' : `${word(failed)} ${failed === 1 ? 'thing is' : 'things are'} missing.`;
  const unjudged = errors === 0 ? '' : `${word(errors)} could not be checked.`;
  return [missing, unjudged].filter((part) => part !== '').join(' ');
}

const WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

function word(n: number): string {
  return WORDS[n] ?? String(n);
}
