import { BadUsage } from './failure.ts';

/** An option: its names, and what it is missing when its value is. Without `missing` it has no value. */
export type Option = { names: readonly string[]; missing?: string };
/** Names of options, as their long names without dashes, and what they were given, in order. */
export type Given = ReadonlyMap<string, readonly string[]>;

const option = (names: string, missing?: string): Option => ({ names: names.split(' '), ...(missing && { missing }) });

/** What both commands take. What the real ones take beyond this (TLS, proxies, MQTT 5) has no use on the embedded stack. */
const COMMON: readonly Option[] = [
  option('-h --host', '-h argument given but no host specified.'),
  option('-p --port', '-p argument given but no port specified.'),
  option('-t --topic', '-t argument given but no topic specified.'),
  option('-L --url', '-L argument given but no URL specified.'),
  option('-i --id', '-i argument given but no id specified.'),
  option('-I --id-prefix', '-I argument given but no id prefix specified.'),
  option('-k --keepalive', '-k argument given but no keepalive specified.'),
  option('-q --qos', '-q argument given but no QoS specified.'),
  option('-u --username', '-u argument given but no username specified.'),
  option('-P --pw', '-P argument given but no password specified.'),
  option('-V --protocol-version', '--protocol-version argument given but no version specified.'),
  option('--will-topic', '--will-topic argument given but no will topic specified.'),
  option('--will-payload', '--will-payload argument given but no will payload specified.'),
  option('--will-qos', '--will-qos argument given but no will QoS specified.'),
  option('--will-retain'),
  option('-c --disable-clean-session'),
  option('-d --debug'),
  option('--quiet'),
  option('--nodelay'),
  option('--help'),
  option('--version'),
];

/** The options of each command. */
export const OPTIONS = {
  mosquitto_pub: [
    ...COMMON,
    option('-m --message', '-m argument given but no message specified.'),
    option('-f --file', '-f argument given but no file specified.'),
    option('-l --stdin-line'),
    option('-s --stdin-file'),
    option('-n --null-message'),
    option('-r --retain'),
    option('-M --max-inflight', '-M argument given but max_inflight not specified.'),
    option('--repeat', '--repeat argument given but no count specified.'),
    option('--repeat-delay', '--repeat-delay argument given but no time specified.'),
  ],
  mosquitto_sub: [
    ...COMMON,
    option('-C', '-C argument given but no count specified.'),
    option('-E'),
    option('-F', '-F argument given but no format specified.'),
    option('-N'),
    option('-R'),
    option('--retained-only'),
    option('--remove-retained'),
    option('-T --filter-out', '-T argument given but no topic filter specified.'),
    option('-U --unsubscribe', '-U argument given but no unsubscribe topic specified.'),
    option('-v --verbose'),
    option('-W', '-W argument given but no timeout specified.'),
  ],
} as const satisfies Record<string, readonly Option[]>;

/** The command's name. */
export type CommandName = keyof typeof OPTIONS;

/** Reads arguments. @throws BadUsage */
export function readOptions(args: readonly string[], known: readonly Option[]): Given {
  const given = new Map<string, string[]>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    const found = known.find(({ names }) => names.includes(arg));
    if (!found) throw new BadUsage(`Error: Unknown option '${arg}'.`);
    const name = (found.names.at(-1) ?? '').replace(/^-+/, '');
    const values = given.get(name) ?? [];
    given.set(name, values);
    if (!found.missing) values.push('');
    else if (at + 1 < args.length) values.push(args[++at] ?? '');
    else throw new BadUsage(`Error: ${found.missing}`, { isSpaced: true });
  }
  return given;
}
