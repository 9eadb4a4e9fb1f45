import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { aptInstall, canAptInstall } from './apt-install.ts';
import { noDockerEngine } from './docker-engine.ts';

/** What an engine for tests and the images built without a registry need: a program, and Debian's package of it. */
const PROGRAMS: Record<string, string> = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  containerd: 'containerd',
  iptables: 'iptables',
  ip: 'iproute2',
  debootstrap: 'debootstrap',
  mvn: 'maven',
  java: 'default-jre-headless',
};

/**
 * Installs Docker Engine and what its images are built with, where tests may; the engine of the distribution is not started.
 * @returns why tests cannot start an engine, or nothing when they can
 */
export function installDocker(): string | undefined {
  const missing = () => Object.keys(PROGRAMS).filter((program) => !isThere(program));
  if (missing().length > 0 && canAptInstall()) {
    aptInstall([...new Set(missing().map((program) => PROGRAMS[program] ?? program))]);
    // Later releases have it in a package of its own.
    if (!isThere('docker')) aptInstall(['docker-cli']);
  }
  if (canAptInstall() && !hasControlGroups()) mountControlGroups();
  const reason = noDockerEngine();
  if (reason) return `There is no engine for the tests of the Docker stack: ${reason}.`;
  const lacking = missing();
  return lacking.length > 0 ? `The images of the offline stack cannot be built without ${lacking.join(', ')}.` : undefined;
}

function isThere(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}

const hasControlGroups = (): boolean => / cgroup2? /.test(readFileSync('/proc/mounts', 'utf8'));

/** A machine without systemd may have none mounted, and no container starts without. */
function mountControlGroups(): void {
  if (!isThere('cgroupfs-mount')) aptInstall(['cgroupfs-mount']);
  spawnSync('cgroupfs-mount', { stdio: 'ignore' });
}
