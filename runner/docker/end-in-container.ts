import { RunnerError } from '../errors.ts';
import { log } from '../lib/log.ts';
import type { Program } from '../terminal/processes.ts';
import { execOutput } from './exec-output.ts';
import { type ExecPlace, whatIsGone } from './exec-place.ts';

/** What is to be ended: `mark` is `NAME=value` in the environment; `session`, when known, is that of the terminal; `hangsUp`: told with SIGHUP, too (so unless false). */
export type Marked = { mark: string; session: number | undefined; hangsUp?: boolean };

/** How long the container may take for all of it (ms): the script gives up by itself before. */
const LIMIT_MS = 15_000;

/**
 * Ends every program with a mark in its environment, and all in their sessions: what `endMarked` does on this machine,
 * done inside a container. For any POSIX shell with grep, as in Debian, UBI and Alpine images; no ps or pkill is needed.
 * - $1 the mark, $2 the session or 0, $3 the signals to begin with. Prints `pid command` per program found, and `left pid command` for what stays.
 * - Fields of /proc/<pid>/stat: proc(5). Session 0 is outside the container, 1 is the container's own.
 * - SIGCONT because a stopped program would never see the SIGTERM. SIGKILL after 30 looks of 50 ms, the end after 130.
 */
const SCRIPT = `
told=' ' looks=0
while :; do
  marked=' ' sessions=" $2 " left=
  for file in $(grep -lsF -- "$1" /proc/[0-9]*/environ); do
    pid=\${file#/proc/} pid=\${pid%/environ}
    marked="$marked$pid "
    { read -r line < "/proc/$pid/stat"; } 2>/dev/null || continue
    fields=\${line##*) }
    for field in $fields; do n=$((\${n:-0} + 1)); [ $n = 4 ] && sessions="$sessions$field "; done
    n=0
  done
  for file in /proc/[0-9]*; do
    pid=\${file#/proc/}
    { read -r line < "$file/stat"; } 2>/dev/null || continue
    fields=\${line##*) } name=\${line#*(} name=\${name%)*}
    state=\${fields%% *}
    [ "$state" = Z ] || [ "$state" = X ] && continue
    for field in $fields; do n=$((\${n:-0} + 1)); [ $n = 4 ] && session=$field; done
    n=0
    case $marked in *" $pid "*) ;; *)
      [ "$session" -gt 1 ] || continue
      case $sessions in *" $session "*) ;; *) continue ;; esac ;;
    esac
    left="$left $pid"
    if [ $looks -ge 130 ]; then echo "left $pid $name"
    elif [ $looks -ge 30 ]; then kill -KILL "$pid"
    fi 2>/dev/null
    case $told in *" $pid "*) continue ;; esac
    told="$told$pid "
    echo "$pid $name"
    for signal in $3; do kill -$signal "$pid"; done 2>/dev/null
  done
  [ -z "$left" ] || [ $looks -ge 130 ] && exit 0
  looks=$((looks + 1))
  sleep 0.05
done`;

/**
 * Ends what is marked in a container; resolves with what was found, when all is gone. A container that does not run any
 * more has nothing left.
 * @throws RunnerError 'block.busy' when something cannot be ended, such as a program of another user; 'docker.failed' when
 * the engine does not answer in time
 */
export async function endInContainer(place: ExecPlace, { mark, session, hangsUp = true }: Marked): Promise<Program[]> {
  let printed: Awaited<ReturnType<typeof execOutput>>;
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const command = ['sh', '-c', SCRIPT, 'sh', mark, String(session ?? 0), hangsUp ? 'TERM HUP CONT' : 'TERM CONT'];
    printed = await execOutput(place, command, { signal: limit });
  } catch (error) {
    const gone = whatIsGone(error);
    // A connection that was cut at the limit may say that it broke.
    if (limit.aborted || gone === 'late') throw unanswered(place, error);
    if (gone) return [];
    throw error;
  }
  if (printed.stderr) log.warn({ said: printed.stderr.slice(0, 500), in: place.name }, 'ending programs in a container');
  const lines = printed.stdout.split('\n').flatMap((line) => {
    const [, left, pid, command] = /^(left )?(\d+) (.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ isLeft: left !== undefined, pid: Number(pid), command: command ?? '' }];
  });
  const left = lines.filter(({ isLeft }) => isLeft);
  if (left.length > 0) {
    const names = left.map(({ pid, command }) => `${command} (process ${pid} in ${place.name})`).join(', ');
    throw new RunnerError('block.busy', `${names} cannot be ended.`, {
      hint: 'It may belong to another user. Reset the service.',
    });
  }
  return lines.map(({ pid, command }) => ({ pid, command }));
}

/** Nobody knows what still runs. */
function unanswered({ name }: ExecPlace, cause: unknown): RunnerError {
  return new RunnerError('docker.failed', `Docker does not answer: what runs in ${name} may still run.`, {
    hint: 'Wait a moment and try again. When that does not help, restart Docker.',
    cause,
  });
}
