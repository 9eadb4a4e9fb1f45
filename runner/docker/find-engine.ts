import { homedir } from 'node:os';
import { join } from 'node:path';
import { RunnerError } from '../errors.ts';

/**
 * The sockets on which a local engine may listen, the likeliest first: what `DOCKER_HOST` names, the system's own, a
 * rootless one, Docker Desktop's.
 * @throws RunnerError 'docker.unavailable' when `DOCKER_HOST` names an engine on another machine
 */
export function engineSockets(environment: Record<string, string | undefined>): string[] {
  const host = environment.DOCKER_HOST;
  if (host?.startsWith('unix://')) return [host.slice('unix://'.length)];
  if (host) {
    throw new RunnerError('docker.unavailable', `DOCKER_HOST names an engine that Towpath cannot use: ${withoutSecret(host)}.`, {
      hint: 'Towpath drives engines on this machine only, for now. Unset DOCKER_HOST, or set it to unix:///path/of/a/socket.',
    });
  }
  const home = environment.HOME || homedir();
  return [
    '/var/run/docker.sock',
    ...(environment.XDG_RUNTIME_DIR ? [join(environment.XDG_RUNTIME_DIR, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ];
}

const withoutSecret = (host: string): string => host.replace(/\/\/[^@/]*@/, '//');
