import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { RunnerError } from '../errors.ts';

/** A program that a block or shell has started. */
export type Program = { pid: number; command: string };

/** How long a program may take to end after SIGTERM before it is killed (ms). */
const GRACE_MS = 1500;
const LOOK_MS = 25;

/** How long a killed program may take to be gone before it is given up (ms). */
const GIVE_UP_MS = 5000;

type Wanted = { mark: string; session: number | undefined };

/**
 * Every program with `name=value` in its environment, and those in the session of a pseudo-terminal when one is given.
 * A child inherits the mark, so this finds what has left its process group or session too (`setsid`, `nohup … &`), and
 * by its session also what has cleared its environment (`env -i`). What has done both is not found.
 */
export async function findMarked(name: string, value: string, session?: number): Promise<Program[]> {
  const wanted = { mark: `${name}=${value}`, session };
  return process.platform === 'linux' ? await findInProc(wanted) : await findWithPs(wanted);
}

async function findInProc(wanted: Wanted): Promise<Program[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(pids.map((pid) => inspect(Number(pid), wanted)));
  return found.filter((program) => program !== undefined);
}

/** proc(5): `stat` is `pid (command) state ppid pgrp session …`. */
async function inspect(pid: number, { mark, session }: Wanted): Promise<Program | undefined> {
  try {
    const [, command = '', state, , , of] =
      /^\d+ \((.*)\) (\S) (\d+) (\d+) (\d+)/s.exec(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? [];
    // A zombie has ended already; its parent has only not asked yet.
    if (state === 'Z' || state === 'X') return undefined;
    const isMeant = Number(of) === session || (await environmentOf(pid)).includes(mark);
    return isMeant ? { pid, command } : undefined;
  } catch {
    return undefined; // It ended meanwhile, or belongs to somebody else.
  }
}

async function environmentOf(pid: number): Promise<string[]> {
  return (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
}

/** macOS: `ps -E` prints the environment of the user's own processes after the command. */
async function findWithPs({ mark, session }: Wanted): Promise<Program[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axEwwo', 'pid=,pgid=,stat=,command='], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, group, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    const isMeant = command && !state?.startsWith('Z') && (Number(group) === session || ` ${command} `.includes(` ${mark} `));
    return isMeant ? [{ pid: Number(pid), command: command.split(' ')[0] ?? '' }] : [];
  });
}

/**
 * Ends every program that `findMarked` finds: SIGTERM, with `hangsUp` also SIGHUP (an interactive shell heeds only that one), and
 * SIGKILL for what is still there after GRACE_MS. Resolves with what it found, when all are gone.
 * @throws RunnerError 'block.busy' when something cannot be ended, such as a program of another user
 */
export async function endMarked(
  name: string,
  value: string,
  { session, hangsUp = true }: { session?: number | undefined; hangsUp?: boolean } = {},
): Promise<Program[]> {
  const found = new Map<number, Program>();
  const started = performance.now();
  for (;;) {
    const left = await findMarked(name, value, session);
    if (left.length === 0) return [...found.values()];
    const waitedMs = performance.now() - started;
    if (waitedMs > GRACE_MS + GIVE_UP_MS) throw cannotEnd(left);
    for (const program of left) {
      if (waitedMs >= GRACE_MS) signal(program.pid, 'SIGKILL');
      else if (!found.has(program.pid)) {
        signal(program.pid, 'SIGTERM');
        if (hangsUp) signal(program.pid, 'SIGHUP');
        signal(program.pid, 'SIGCONT'); // A stopped program (Ctrl-Z) would never see the SIGTERM.
      }
      found.set(program.pid, program);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function cannotEnd(left: Program[]): RunnerError {
  const names = left.map(({ pid, command }) => `${command} (process ${pid})`).join(', ');
  return new RunnerError('block.busy', `${names} cannot be ended.`, { hint: 'End it yourself; it may belong to another user.' });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ESRCH: it ended by itself meanwhile. EPERM: another user's; `cannotEnd` says so in the end.
  }
}
