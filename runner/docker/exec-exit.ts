import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import { log } from '../lib/log.ts';
import type { Exit } from '../terminal/launch.ts';
import { type EngineInfo, engineInfo } from './engine-info.ts';
import { type ExecPlace, type Gone, whatIsGone } from './exec-place.ts';
import { memoryWords } from './how-it-ended.ts';

/** How often a program whose terminal has ended is looked at, until it has ended as well (ms): short at first. */
const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 500;
/** An engine that says nothing for this long is not there (ms). */
const ANSWER_MS = 10_000;

/** What the engine says of a container can come this much later than the end of what was killed in it (ms). */
const NEWS_LATE_MS = 500;
/** And this much earlier: bash may have gone on for a moment (ms). */
const NEWS_EARLY_MS = 5_000;

const SIGKILL_EXIT = 128 + constants.signals.SIGKILL;

/** Bash says in its output that a child was ended by a signal: `bash: line 1:    12 Killed    sleep 100`. */
const CHILD_DEATH = /line \d+: +\d+ [A-Z][a-z]/;

/**
 * How a program in a container ended, once its terminal has. The engine gives 137 both for bash that was killed and for
 * bash that passes on a killed child's status; the difference is in `tail`, the end of its output.
 */
export async function exitOf(place: ExecPlace, exec: Exec, tail: string): Promise<Exit> {
  try {
    const exitCode = await exitCodeOf(exec);
    if (exitCode !== SIGKILL_EXIT && exitCode !== undefined) return { exitCode, signal: signalOf(exitCode, tail) };
    const news = await newsOf(place);
    const { State, HostConfig } = await place.docker.getContainer(place.container).inspect({ abortSignal: limit() });
    const isOutOfMemory = State.OOMKilled || news.has('oom');
    const because = isOutOfMemory && { because: limitWords(place, HostConfig.Memory) };
    if (!State.Running || news.has('die') || exitCode === undefined) return { ...interrupted(place, 'container'), ...because };
    return { exitCode, signal: signalOf(exitCode, tail), ...because };
  } catch (error) {
    const gone = whatIsGone(error);
    if (!gone) log.error({ err: error, in: place.name }, 'asking how a program ended');
    return interrupted(place, gone ?? 'engine');
  }
}

/** The end of a program that was none of its own. */
export function interrupted({ name }: Pick<ExecPlace, 'name'>, gone: Gone): Exit {
  const words: Record<Gone, string> = {
    container: `The container of ${name} ended while it ran.`,
    engine: 'Docker ended while it ran.',
    late: 'Docker did not answer.',
  };
  return { exitCode: 0, signal: 0, interrupted: words[gone] };
}

/** Waits until the engine knows the exit status; undefined when the container ended with the program. */
async function exitCodeOf(exec: Exec): Promise<number | undefined> {
  for (let restMs = FIRST_LOOK_MS; ; restMs = Math.min(restMs * 2, LONGEST_LOOK_MS)) {
    const { Running, ExitCode } = await exec.inspect({ abortSignal: limit() });
    if (!Running) return ExitCode ?? undefined;
    // Its terminal is closed and it goes on, or the engine has not heard of its end yet.
    await pause(restMs);
  }
}

function signalOf(exitCode: number, tail: string): number {
  const signal = exitCode - 128;
  const isSignal = Object.values(constants.signals).some((number) => number === signal);
  return isSignal && !CHILD_DEATH.test(tail) ? signal : 0;
}

/** What has just happened to the container, `oom` or `die`, by the engine's own clock: it may be in another machine. */
async function newsOf({ docker, container }: ExecPlace): Promise<Set<string>> {
  const { SystemTime } = (await engineInfo(docker)) as EngineInfo & { SystemTime: string };
  const now = Date.parse(SystemTime);
  const options = {
    since: (now - NEWS_EARLY_MS) / 1000,
    until: (now + NEWS_LATE_MS) / 1000,
    filters: JSON.stringify({ container: [container], event: ['oom', 'die'] }),
    abortSignal: limit(),
  };
  const news = new Set<string>();
  for await (const line of createInterface(await docker.getEvents(options))) {
    const { Action } = JSON.parse(line) as { Action: string };
    news.add(Action);
    // Nothing else is to come.
    if (Action === 'die') break;
  }
  return news;
}

function limitWords({ name }: ExecPlace, bytes: number | undefined): string {
  return bytes ? `${name} may take no more than ${memoryWords(bytes)} of memory` : 'there is no more memory';
}

const limit = (): AbortSignal => AbortSignal.timeout(ANSWER_MS);
