import { parseArgs } from 'node:util';
import { suggest } from '#contract/nearest.ts';
import { Refusal } from './refusal.ts';

/** What `npm run new` is asked for. */
export type Request =
  | { kind: 'help' }
  | { kind: 'track'; title: string }
  | { kind: 'lesson'; track: string; title: string; number?: string; services?: string[] }
  | { kind: 'check'; service: string; name: string }
  | { kind: 'service'; id: string; title?: string; port?: string };

/** How each is written after `npm run new --`. */
const USAGE = {
  track: 'track "<title>"',
  lesson: 'lesson <track> "<title>"',
  check: 'check <service> <name>',
  service: 'service <id>',
} as const;
type Kind = keyof typeof USAGE;
const KINDS = Object.keys(USAGE) as Kind[];

/** Every option: which kinds take it, and the sentence that `--help` prints. */
const OPTIONS = {
  number: { kinds: ['lesson'], value: '<n>', help: 'lesson: its place in the track, 1 to 99; the next one unless said' },
  service: { kinds: ['lesson'], value: '<id>', help: 'lesson: a service that it uses; several: --service a --service b' },
  title: { kinds: ['service'], value: '"<text>"', help: 'service: its name in text; the id in capitals unless said' },
  port: { kinds: ['service'], value: '<n>', help: 'service: where it answers; a free one from 7008 unless said' },
} as const satisfies Record<string, { kinds: readonly Kind[]; value: string; help: string }>;

/**
 * Reads the command line.
 * @throws Refusal with the nearest right name
 */
export function readRequest(args: readonly string[]): Request {
  const { given, words } = parse(args);
  const [kind, ...rest] = words;
  if (given.help || (kind === undefined && Object.keys(given).length === 0)) return { kind: 'help' };
  if (kind === undefined) throw new Refusal('It is not said what to make.', `Allowed: ${KINDS.join(', ')}.`);
  if (!isKind(kind)) throw new Refusal(`There is no template for \`${kind}\`.`, suggest(kind, KINDS));
  for (const name of Object.keys(given).filter(isOption)) {
    const kinds: readonly Kind[] = OPTIONS[name].kinds;
    if (!kinds.includes(kind))
      throw new Refusal(`--${name} is not for a ${kind}.`, `It is for: ${kinds.join(', ')}. See --help.`);
  }
  const wanted = USAGE[kind].split(' ').length - 1;
  const usage = `Write: npm run new -- ${USAGE[kind]}`;
  if (rest.length < wanted) throw new Refusal(`That is too little for a ${kind}.`, usage);
  if (rest.length > wanted) throw new Refusal(`“${rest[wanted]}” is one word too many.`, `${usage} (a title goes in quotes).`);
  const [first = '', second = ''] = rest;
  const { number, service, title, port } = given;
  if (kind === 'track') return { kind, title: first };
  if (kind === 'lesson')
    return {
      kind,
      track: first,
      title: second,
      ...(number !== undefined && { number }),
      ...(service !== undefined && { services: service }),
    };
  if (kind === 'check') return { kind, service: first, name: second };
  return { kind, id: first, ...(title !== undefined && { title }), ...(port !== undefined && { port }) };
}

const isKind = (word: string): word is Kind => (KINDS as string[]).includes(word);
const isOption = (name: string): name is keyof typeof OPTIONS => name in OPTIONS;

function parse(args: readonly string[]) {
  const names = [...Object.keys(OPTIONS), 'help'].map((name) => `--${name}`);
  for (const arg of args) {
    const name = /^--[^=]+/.exec(arg)?.[0];
    if (name && !names.includes(name)) throw new Refusal(`There is no option ${name}.`, suggest(name, names));
  }
  const text = { type: 'string' } as const;
  const options = {
    number: text,
    service: { ...text, multiple: true },
    title: text,
    port: text,
    help: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { given: values, words: positionals };
  } catch (cause) {
    throw new Refusal((cause as Error).message.split('\n')[0] ?? '', 'See --help.');
  }
}

/** What `--help` prints. */
export function helpText(): string {
  return [
    'Makes something new that builds, runs and passes at once, and says what comes next.',
    '',
    ...KINDS.map((kind) => `npm run new -- ${USAGE[kind]}`),
    '',
    ...Object.entries(OPTIONS).map(([name, { value, help }]) => `  ${`--${name} ${value}`.padEnd(18)} ${help}`),
    `  ${'--help'.padEnd(18)} print this and end`,
  ].join('\n');
}
