import { homedir, hostname, userInfo } from 'node:os';

/** A path of this machine, and what is shown instead. */
export type Place = readonly [path: string, shown: string];

/** Whose machine a recording was made on. Nobody else's pages shall say. */
export type Machine = {
  places: readonly Place[];
  host: string;
  user: string;
  /** Ports of services whose usual one was taken. */
  ports?: readonly { port: number; usual: number }[];
};

/** This machine; `places` are the paths of the recording besides the home directory. */
export function thisMachine(places: readonly Place[]): Machine {
  const all: Place[] = [...places, [homedir(), '~']];
  return {
    // The longest first: one may lie in another.
    places: all.filter(([path]) => path.length > 1).sort(([a], [b]) => b.length - a.length),
    host: hostname(),
    user: userInfo().username,
  };
}

/** Names that stand in outputs for other reasons. */
const COMMON_NAMES = ['localhost', 'root', 'guest', 'admin', 'user', 'learner'];
/** Systems hand out ports from here on to whoever asks for any. */
const FIRST_FREE_PORT = 32_768;

/**
 * Puts fixed values in place of what differs from machine to machine: paths, names of host and user, free memory and
 * disk, ports that the system gave away, and curl's progress. Versions stay. `own` is what the author wrote.
 */
export function stableValues(text: string, { machine, own }: { machine: Machine; own: string }): string {
  const keeps = (found: string, shown: string) => (own.includes(found) ? found : shown);
  let shown = text;
  for (const [path, place] of machine.places) shown = shown.replace(wordPattern(path, '/'), place);
  shown = shown.replace(/(?<![\w~])\/tmp\/[\w.-]+/g, (found) => keeps(found, '/tmp/tmp.Xb7kQ2mZ9d'));
  for (const [name, instead] of [
    [machine.host, 'my-machine'],
    [machine.user, 'learner'],
  ] as const)
    if (!COMMON_NAMES.includes(name) && !own.includes(name)) shown = shown.replace(namePattern(name), instead);
  for (const { port, usual } of machine.ports ?? [])
    shown = shown.replace(new RegExp(`(?<=:|\\bport:? )${port}\\b`, 'g'), String(usual));
  return shown
    .replace(/\d[\d.]* ([KMGT]i?B) of \d[\d.]* [KMGT]i?B (available|free|used)/g, (found, _unit, word: string) =>
      keeps(found, `6.2 GiB of 7.8 GiB ${word}`),
    )
    .replace(/(?<! of |[\d.])\d[\d.]* [KMGT]i?B (available|free|used)/g, (found, word: string) =>
      keeps(found, `60.0 GiB ${word}`),
    )
    .replace(/(?<=\b(?:127\.0\.0\.1|localhost|::1\]?)(?::| port |:? \())(\d{5})\b/g, (found) =>
      Number(found) >= FIRST_FREE_PORT ? keeps(found, '40000') : found,
    )
    .replace(CURL_METER, '$11000k    0 --:--:-- --:--:-- --:--:-- 1000k');
}

/** Total, received and sent are what they are; speeds and times are the machine's. */
const CURL_METER = /^((?: *[\d.]+[kMG]?){6} +)[\d.]+[kMG]? +[\d.]+[kMG]? +(?:[-\d]+:[-\d]+:[-\d]+ +){3}[\d.]+[kMG]?$/gm;

/**
 * A name where it says who or where: alone on its line, beside an @, in `ls -l`, `id` and variables, in an address, after
 * such a word as "user". Elsewhere it is a word like any other: a user may be called `runner` or `queue`.
 */
function namePattern(name: string): RegExp {
  const word = escaped(name);
  const before = [
    `^(?=${word}$)`,
    String.raw`(?<![\w.-])(?=${word}@[\w.-])`,
    String.raw`(?<=\w)@`,
    String.raw`^[-bcdlps][-rwxsStT]{9}[.+@]? +\d+ (?:[\w.-]+ +)?`,
    String.raw`\b[ug]id=\d+\(|\bgroups=[^\n]*\(`,
    String.raw`\b(?:USER|LOGNAME|USERNAME|HOSTNAME|HOST)=`,
    String.raw`\w:\/\/`,
    String.raw`\b(?:[Uu]ser(?:name)?|[Oo]wner|[Ll]ogin|[Hh]ost(?:name)?)["']?(?: |: ?|=)["'\x60]?`,
  ];
  return new RegExp(`(?<=${before.join('|')})${word}(?![\\w-])`, 'gm');
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A whole word or, with `/`, a path and what lies below it. */
function wordPattern(word: string, next = ''): RegExp {
  return new RegExp(`(?<![\\w.${next}-])${escaped(word)}(?![\\w-])`, 'g');
}
