import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DockerFault } from './docker-fault.ts';

/** Compose on this machine: the words of its command, and its version. */
export type ComposeProgram = { command: [string, ...string[]]; version: string };

/** The plugin of Docker's own command line first, then the older program. */
const COMMANDS: [string, ...string[]][] = [['docker', 'compose'], ['docker-compose']];
/** One that is not installed is known at once; the program of the first generation is slow to start on a busy machine (ms). */
const PATIENCE_MS = 60_000;

/** @throws DockerFault 'compose' when it is not installed */
export async function findCompose(environment: Record<string, string>): Promise<ComposeProgram> {
  for (const [program, ...words] of COMMANDS) {
    try {
      const options = { env: environment, timeout: PATIENCE_MS };
      const { stdout } = await promisify(execFile)(program, [...words, 'version', '--short'], options);
      return { command: [program, ...words], version: stdout.trim().replace(/^v/, '') };
    } catch {
      // Not installed, or a command line without the plugin: the next one.
    }
  }
  throw new DockerFault('compose', 'Docker Compose is not installed.', {
    hint: 'Install it, on Debian and Ubuntu: sudo apt-get install docker-compose. Docker Desktop brings it along.',
  });
}
