import type { BlockStatus } from '#contract/messages/block.ts';
import { clock, duration } from './duration.ts';

/** The line beside Run: an icon of the sprite, a word, and the rest. */
export type StateLine = { icon: string; word: string; rest: string };

/** What the lesson says of the block that its words depend on. */
export type Declared = {
  /** It goes on until stopped. */
  follow: boolean;
  /** It goes on while later blocks run. */
  background?: boolean;
  /** The exit status it must end with. */
  exit: number;
  /** The text that ran when it is not the one on the page now. */
  from?: 'lesson' | 'learner' | undefined;
};

/**
 * What the state line says; the words are those of the look. `now` and `startedAt` in ms since 1970; `doing`: what the
 * service that is waited for is doing, when it says so.
 */
export function stateLine(
  status: BlockStatus | undefined,
  declared: Declared,
  say: { now: number; waitingFor: string; doing?: string | undefined },
): StateLine {
  switch (status?.state) {
    case undefined:
    case 'idle':
      return { icon: 'ring', word: '', rest: 'Not run yet' };
    case 'waiting':
      return { icon: 'ring', word: 'Waiting', rest: `for ${say.waitingFor}${doing(say.doing)}` };
    case 'running':
      return running(say.now - (status.startedAt ?? say.now), status, declared);
    case 'ok':
      return {
        icon: 'ok',
        word: 'Done',
        rest: join([done(status, declared), took(status), where(status), whose(declared), before(status)]),
      };
    case 'failed':
      return { icon: 'bad', word: 'Failed', rest: join([why(status, declared), took(status), where(status), whose(declared)]) };
    case 'stopped':
      return { icon: 'stop', word: 'Stopped', rest: join([byYou(status), where(status), whose(declared)]) };
    case 'interrupted':
      return { icon: 'warn', word: 'Interrupted', rest: join([interrupted(status), where(status), whose(declared)]) };
  }
}

/** `: pulling 120 of 310 MB`, ` until it is healthy`. */
function doing(words: string | undefined): string {
  if (words === undefined) return ' to start';
  return words.startsWith('waiting ') ? words.slice('waiting'.length) : `: ${words}`;
}

function running(ms: number, { readyMs }: BlockStatus, { follow, background }: Declared): StateLine {
  if (background)
    return { icon: readyMs === undefined ? 'spin' : 'ok', word: 'Running', rest: join([readiness(readyMs), clock(ms)]) };
  return follow ? { icon: 'spin', word: 'Following', rest: clock(ms) } : { icon: 'spin', word: 'Running', rest: duration(ms) };
}

/** Without `expect` a program is ready as soon as it runs: that goes without saying. */
function readiness(readyMs: number | undefined): string {
  if (readyMs === undefined) return 'not ready yet';
  return readyMs === 0 ? '' : `ready after ${duration(readyMs)}`;
}

function done(status: BlockStatus, declared: Declared): string {
  if (status.exitCode === undefined) return '';
  return declared.exit === 0 || status.exitCode !== declared.exit
    ? `exit ${status.exitCode}`
    : `exit ${status.exitCode}, as expected`;
}

function why(status: BlockStatus, declared: Declared): string {
  // A pattern is for the runner to read; what it stands for is in the text above the block.
  if (status.reason) return status.reason.replace(/^did not show \/.*\/[a-z]*$/s, 'did not show what the lesson expects');
  return status.exitCode === undefined ? '' : `exit ${status.exitCode}, expected ${declared.exit}`;
}

function byYou({ ms }: BlockStatus): string {
  return ms === undefined ? 'by you' : `by you after ${duration(ms)}`;
}

/** `Docker ended while it ran.` stands after the word, so it begins small unless it begins with a name. */
function interrupted({ reason }: BlockStatus): string {
  return reason === undefined ? 'the runner was restarted' : reason.replace(/\.$/, '').replace(/^The /, 'the ');
}

/** Which stack an output came from; the embedded one goes without saying. */
function where({ stack }: BlockStatus): string {
  return stack === 'docker' ? 'on Docker' : '';
}

/** What it made there is gone. */
function before({ emptied }: BlockStatus): string {
  return emptied === undefined ? '' : `before ${emptied} was reset`;
}

/** Whose text the result is of, when another one stands above it. */
function whose({ from }: Declared): string {
  return from === undefined ? '' : from === 'learner' ? 'from your edited text' : 'from the lesson’s text';
}

function took(status: BlockStatus): string {
  return status.ms === undefined ? '' : duration(status.ms);
}

function join(parts: string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
