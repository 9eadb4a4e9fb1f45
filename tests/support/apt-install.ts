import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** True where tests may install what they need: Debian itself (Ubuntu's chromium is a snap), as root. */
export function canAptInstall(): boolean {
  const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  return isDebian && process.getuid?.() === 0;
}

/** Debian's maintainer scripts ask it before they start a service; 101 is no. */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs Debian packages without questions and without starting their services. Lists are updated only when the
 * first try fails, as they may be old or absent on a fresh machine.
 * @throws Error with apt's last words.
 */
export function aptInstall(packages: readonly string[]): void {
  const hasPolicy = existsSync(POLICY);
  if (!hasPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    if (apt(['install', ...packages]).ok) return;
    apt(['update']);
    const { ok, output } = apt(['install', ...packages]);
    const words = output.trim().split('\n').slice(-5).join('\n');
    if (!ok) throw new Error(`apt-get could not install ${packages.join(' and ')}:\n${words}`);
  } finally {
    if (!hasPolicy) rmSync(POLICY, { force: true });
  }
}

function apt(args: string[]): { ok: boolean; output: string } {
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=2'];
  const { status, stdout, stderr, error } = spawnSync('apt-get', [...options, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    timeout: 600_000,
  });
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}
