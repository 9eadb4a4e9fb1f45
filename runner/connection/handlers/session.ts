import { PROTOCOL_VERSION } from '#contract/version.ts';
import { RunnerError } from '../../errors.ts';
import type { HandlersOf } from './handlers.ts';

/** `session.*`: the start of a connection. */
export const sessionHandlers: HandlersOf<'session.hello'> = {
  'session.hello': ({ id, version }, connection) => {
    if (version !== PROTOCOL_VERSION) {
      throw new RunnerError(
        'version.mismatch',
        `This page speaks version ${version} of the contract, the runner ${PROTOCOL_VERSION}.`,
        { hint: 'Reload the page.' },
      );
    }
    connection.isWelcome = true;
    const { runner } = connection;
    const track = runner.tracks.status();
    return {
      type: 'session.welcome',
      id,
      version: PROTOCOL_VERSION,
      runner: runner.version,
      start: runner.start,
      stack: runner.stack.status(),
      progress: runner.progress.state(),
      terminals: runner.terminals.list(),
      programs: runner.programs.list(),
      ...(track && { track }),
    };
  },
};
