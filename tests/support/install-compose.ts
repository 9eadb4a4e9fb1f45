import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, canAptInstall } from './apt-install.ts';

/** The two generations of Docker Compose that read the compose file. */
export type ComposeGeneration = 'v1' | 'v2';

/** Debian 12 has Compose 1.29 only, so the second generation's program is taken out of Debian 13's package; it needs nothing else. */
const FETCHED = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'towpath', 'compose-v2', 'docker-compose');

/** Each generation as the words of a command, the first that answers. */
const COMMANDS: Record<ComposeGeneration, string[][]> = {
  v1: [['docker-compose']],
  v2: [['docker', 'compose'], ['docker-compose'], [FETCHED]],
};
const ANSWERS: Record<ComposeGeneration, RegExp> = { v1: /^v?1\./, v2: /^v?[2-9]/ };

/** The words that run this generation of Compose on this machine, or undefined when it has none. */
export function findCompose(generation: ComposeGeneration): string[] | undefined {
  return COMMANDS[generation].find(([program = '', ...words]) => {
    const { status, stdout } = spawnSync(program, [...words, 'version', '--short'], { encoding: 'utf8', timeout: 20_000 });
    return status === 0 && ANSWERS[generation].test(stdout.trim());
  });
}

/**
 * Installs both generations of Docker Compose where tests may.
 * @returns why one is not there, or nothing when both are.
 */
export function installCompose(): string | undefined {
  if (findCompose('v1') && findCompose('v2')) return undefined;
  if (!canAptInstall())
    return 'One of Compose 1.29 and Compose v2 is not installed; they are fetched for tests on Debian as root only.';
  if (!findCompose('v1')) aptInstall(['docker-compose']);
  if (!findCompose('v2')) fetchCompose();
  const lacking = (['v1', 'v2'] as const).filter((generation) => !findCompose(generation));
  return lacking.length === 0 ? undefined : `Docker Compose ${lacking.join(' and ')} could not be had from Debian's packages.`;
}

/** Downloads Debian 13's package with lists and settings of its own, so that this machine's stay as they are. */
function fetchCompose(): void {
  const folder = mkdtempSync(join(tmpdir(), 'towpath-compose-'));
  try {
    for (const name of ['lists/partial', 'cache/archives/partial', 'sources', 'out'])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'sources/trixie.sources'), debianSource('trixie'));
    const own = [
      'Dir::Etc::SourceList=/dev/null',
      `Dir::Etc::SourceParts=${folder}/sources`,
      `Dir::State::Lists=${folder}/lists`,
    ];
    own.push(`Dir::Cache=${folder}/cache`, 'APT::Sandbox::User=root', 'Acquire::Languages=none', 'Acquire::Retries=2');
    own.push('Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false');
    const options = own.flatMap((option) => ['-o', option]);
    run('apt-get', ['-q', ...options, 'update'], folder);
    run('apt-get', ['-q', ...options, 'download', 'docker-compose'], join(folder, 'out'));
    run('sh', ['-c', 'dpkg-deb -x docker-compose_*.deb .'], join(folder, 'out'));
    mkdirSync(join(FETCHED, '..'), { recursive: true });
    // Copied beside its place first: the temporary folder may be another file system, and a half file is no program.
    run('cp', [join(folder, 'out/usr/libexec/docker/cli-plugins/docker-compose'), `${FETCHED}.new`], folder);
    chmodSync(`${FETCHED}.new`, 0o755);
    renameSync(`${FETCHED}.new`, FETCHED);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Another release of Debian from where this machine gets its own. */
function debianSource(release: string): string {
  const format = '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)';
  const targets = run('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], '/');
  const mirror = targets.split('\n').find((line) => line.startsWith('Debian|Debian|main|'));
  const uri = mirror?.split('|')[3] ?? 'http://deb.debian.org/debian';
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  if (!existsSync(keys)) aptInstall(['debian-archive-keyring']);
  return `Types: deb\nURIs: ${uri}\nSuites: ${release}\nComponents: main\nSigned-By: ${keys}\n`;
}

/** What a program wrote. @throws Error with its last words. */
function run(program: string, words: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, encoding: 'utf8', timeout: 300_000 });
  if (status === 0) return stdout;
  throw new Error(
    `Compose v2 could not be fetched, ${program}: ${(stderr ?? error?.message ?? '').trim().split('\n').slice(-3).join('\n')}`,
  );
}
