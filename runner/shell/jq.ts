import { readFileSync, writeSync } from 'node:fs';
import { loadJq } from 'jq-wasm';

/**
 * The command line of jq around its WebAssembly build, which has no files: named files are read here and given as
 * input, and options that read a file become those that take its content. https://jqlang.org/manual/#invoking-jq
 */
const VALUES: Record<string, number> = {
  '--arg': 2,
  '--argjson': 2,
  '--slurpfile': 2,
  '--rawfile': 2,
  '--indent': 1,
  '--from-file': 1,
  '-f': 1,
  '-L': 1,
};

/** With these nothing is read: `jq --version` must not wait for input that never comes. */
const NO_INPUT = ['--null-input', '--version', '-V', '--help', '-h'];

type Call = { query: string | undefined; flags: string[]; files: string[]; nullInput: boolean };

function parse(args: string[]): Call {
  const call: Call = { query: undefined, flags: [], files: [], nullInput: false };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const values = args.slice(i + 1, i + 1 + (VALUES[arg] ?? 0));
    i += values.length;
    // The build puts the name of its input behind everything, where these would take it for an argument.
    if (arg === '--args' || arg === '--jsonargs')
      throw new Error(`${arg} is not supported by Towpath's own jq. Use --arg, or install jq.`);
    if (arg === '-f' || arg === '--from-file') call.query = readFileSync(values[0] ?? '', 'utf8');
    else if (arg === '--rawfile') call.flags.push('--arg', values[0] ?? '', readFileSync(values[1] ?? '', 'utf8'));
    else if (arg === '--slurpfile') call.flags.push('--argjson', values[0] ?? '', slurp(readFileSync(values[1] ?? '', 'utf8')));
    else if (arg.startsWith('-') && arg !== '-') call.flags.push(arg, ...values);
    else if (call.query === undefined) call.query = arg;
    else call.files.push(arg);
  }
  const readsNothing = call.flags.some((flag) => NO_INPUT.includes(flag) || /^-[a-zA-Z]*n/.test(flag));
  call.nullInput = readsNothing && call.files.length === 0;
  return call;
}

const jq = await loadJq();

function slurp(text: string): string {
  const { stdout, stderr, exitCode } = jq.raw(text, '.', ['-s', '-c']);
  if (exitCode !== 0) throw new Error(stderr.trim());
  return stdout;
}

function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

try {
  const { query = '.', flags, files, nullInput } = parse(process.argv.slice(2));
  const input = nullInput
    ? ''
    : files.length > 0
      ? files.map((file) => readFileSync(file, 'utf8')).join('')
      : readFileSync(0, 'utf8');
  const isColour = process.stdout.isTTY && !flags.some((flag) => /^-[a-zA-Z]*[MC]/.test(flag) || flag.endsWith('-output'));
  const { stdout, stderr, exitCode } = jq.raw(input, query, isColour ? ['-C', ...flags] : flags);
  write(
    1,
    stdout === '' || stdout.endsWith('\n') || flags.some((flag) => /^-[a-zA-Z]*j/.test(flag) || flag === '--join-output')
      ? stdout
      : `${stdout}\n`,
  );
  write(2, stderr === '' || stderr.endsWith('\n') ? stderr : `${stderr}\n`);
  process.exitCode = exitCode;
} catch (error) {
  const { code, path, message } = error as NodeJS.ErrnoException;
  write(2, code === 'ENOENT' ? `jq: error: Could not open ${path}: No such file or directory\n` : `jq: error: ${message}\n`);
  process.exitCode = 2;
}
