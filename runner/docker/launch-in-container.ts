import { SERVICE_TITLES, type ServiceId } from '#contract/services.ts';
import { RunnerError } from '../errors.ts';
import { containerEnvironment } from '../shell/environment.ts';
import { bashArguments } from '../terminal/bash.ts';
import type { Launch } from '../terminal/launch.ts';
import { launchProgram } from '../terminal/launch-program.ts';
import { type Containers, type ExecPlace, LEARNER, WORKSPACE } from './exec-place.ts';
import { ExecProgram, SESSION_MARK } from './exec-program.ts';
import type { Gate } from './gate.ts';

export type LaunchInContainerOptions = {
  containers: Containers;
  gate: Pick<Gate, 'ready'>;
  /** Marks every program that a block or shell of this data directory starts. */
  mark: string;
  /** Called for a container before anything runs in it. */
  meet: (place: ExecPlace) => Promise<void>;
};

/** $1 columns, $2 rows, $3 the folder, then the program. `exec`: it has the number that was printed. */
const IN_SHELL = `${SESSION_MARK}
stty cols "$1" rows "$2" 2>/dev/null
cd "$3" 2>/dev/null || { mkdir -p "$3" && cd "$3"; } || exit
shift 3
exec "$@"`;

/** $1 columns, $2 rows, $3 the text. Not every image has bash. */
const IN_SERVICE = `${SESSION_MARK}
stty cols "$1" rows "$2" 2>/dev/null
if command -v bash >/dev/null; then exec bash --noprofile --norc -e -o pipefail -c "$3"; fi
exec sh -e -c "$3"`;

/** Programs in the container of the shell, or of the service that they name; those of ours run on this machine. */
export function launchInContainer(options: LaunchInContainerOptions): Launch {
  return ({ command, track, in: service, ...rest }) => {
    if (command.kind === 'program') return launchProgram(command, rest);
    const program = command.kind === 'node' ? ['node', command.file] : ['bash', ...bashArguments(command)];
    const words = ({ cols, rows }: { cols: number; rows: number }): string[] =>
      service !== undefined && command.kind === 'bash'
        ? ['sh', '-c', IN_SERVICE, 'sh', String(cols), String(rows), command.text]
        : ['sh', '-c', IN_SHELL, 'sh', String(cols), String(rows), `${WORKSPACE}/${track}`, ...program];
    const place = (): Promise<ExecPlace> => (service === undefined ? shellPlace(options) : servicePlace(options, service));
    return new ExecProgram({ place, command: words, hangsUp: command.kind !== 'node', ...rest });
  };
}

/** The container of the shell, as the learner. */
async function shellPlace({ gate, mark }: LaunchInContainerOptions): Promise<ExecPlace> {
  const { docker, container, proxyUrl } = await gate.ready();
  return { docker, container, name: 'the shell', user: LEARNER, env: containerEnvironment({ mark, proxyUrl }) };
}

/** The container of a service, as the user that its image names. */
async function servicePlace({ containers, mark, meet }: LaunchInContainerOptions, service: ServiceId): Promise<ExecPlace> {
  const container = await containers.containerOf(service);
  const engine = containers.engine();
  if (!engine) throw new RunnerError('docker.unavailable', 'Docker is not running.', { hint: 'Start it, then try again.' });
  const env = containerEnvironment({ mark, proxyUrl: undefined });
  const place = { docker: engine.docker, container, name: SERVICE_TITLES[service], user: undefined, env };
  await meet(place);
  return place;
}
