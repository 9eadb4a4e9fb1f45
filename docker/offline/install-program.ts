import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RunnerError } from '../../runner/errors.ts';
import { runProgram } from './run-program.ts';
import type { ProgramBench } from './workshop.ts';

/** Where administrators' programs are, which are not on everybody's PATH. */
const SYSTEM_DIRS = ['/usr/sbin', '/sbin'];

/**
 * Makes sure that this machine has a program: Debian's package of the same purpose is installed when we may.
 * @returns its path
 * @throws RunnerError 'docker.failed' saying how to get it
 */
export async function installProgram(workshop: ProgramBench, program: string, debianPackage: string): Promise<string> {
  const found = findProgram(workshop, program);
  if (found) return found;
  if (!isDebian() || process.getuid?.() !== 0) {
    throw new RunnerError('docker.failed', `${program} is needed to build the images, and is not installed.`, {
      hint: isDebian() ? `Install it: sudo apt-get install ${debianPackage}` : `Install ${program}, then run it again.`,
    });
  }
  workshop.step(`installing ${debianPackage}`);
  const install = ['apt-get', 'install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', debianPackage];
  try {
    await runProgram(workshop, install);
  } catch {
    // The lists may be old or, on a fresh machine, not there at all.
    await runProgram(workshop, ['apt-get', 'update', '-q']);
    await runProgram(workshop, install);
  }
  return findProgram(workshop, program) ?? program;
}

function findProgram({ environment }: ProgramBench, program: string): string | undefined {
  const dirs = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_DIRS];
  return dirs.map((dir) => join(dir, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not here, or not ours to run: the next folder.
    return false;
  }
}

/** Debian or what is made of it, which has apt-get. */
function isDebian(): boolean {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}
