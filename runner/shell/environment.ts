import { join } from 'node:path';

export type ShellEnvironmentOptions = {
  /** The learner's own environment. */
  inherited: Record<string, string>;
  /** The folders of the services' stand-in commands. */
  commands: readonly string[];
  /** Address of the shell proxy with its user and secret. */
  proxyUrl: string;
  /** Marks every program that a block or shell starts. */
  mark: string;
};

const PROMPT = '\\[\\e[1m\\]\\W $\\[\\e[0m\\] ';

/** Names of the own machine, which no proxy knows. */
const HERE = 'localhost,127.0.0.1,::1';

/** Variables that npm, Node and we set for ourselves; a block must not see them. */
const OURS = /^(npm_|NODE$|NODE_(COMPILE_CACHE|OPTIONS|CHANNEL_\w+|UNIQUE_ID|TEST_\w+|V8_COVERAGE)$|INIT_CWD$|TOWPATH_|COLOR$)/;

/**
 * What blocks and shells on the embedded stack find in their environment: the learner's own, the stand-in commands
 * first and the fallbacks last on PATH, and the proxy that knows where the names of the stack's network live.
 */
export function shellEnvironment({ inherited, commands, proxyUrl, mark }: ShellEnvironmentOptions): Record<string, string> {
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !OURS.test(name)));
  const path = (own.PATH ?? '/usr/bin:/bin').split(':').filter((dir) => !/node_modules\/(\.bin|npm\/)|node-gyp-bin/.test(dir));
  return {
    ...own,
    PATH: [join(import.meta.dirname, 'bin'), ...commands, ...path, join(import.meta.dirname, 'fallback')].join(':'),
    TERM: 'xterm-256color',
    LANG: own.LANG ?? 'C.UTF-8',
    // curl heeds only the lower-case form; https goes its own way.
    http_proxy: proxyUrl,
    no_proxy: [noProxy(own.no_proxy ?? own.NO_PROXY), HERE].filter(Boolean).join(','),
    TOWPATH_RUNNER: mark,
    TOWPATH_NODE: process.execPath,
    PS1: PROMPT,
  };
}

/** What the programs of ours that run a service's language find in their environment. */
export function programEnvironment(inherited: Record<string, string>, mark: string): Record<string, string> {
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => !OURS.test(name)));
  return { ...own, TERM: 'xterm-256color', LANG: own.LANG ?? 'C.UTF-8', TOWPATH_RUNNER: mark };
}

/**
 * What is added to a container's own environment for a program of a block or shell, as `NAME=value`.
 * @param proxyUrl the gate's, in the container of the shell
 */
export function containerEnvironment({ mark, proxyUrl }: { mark: string; proxyUrl: string | undefined }): string[] {
  return [
    'TERM=xterm-256color',
    'LANG=C.UTF-8',
    `TOWPATH_RUNNER=${mark}`,
    `PS1=${PROMPT}`,
    ...(proxyUrl === undefined ? [] : [`http_proxy=${proxyUrl}`, `no_proxy=${HERE}`]),
  ];
}

/** `*` would send curl past our proxy, and it would not find the names of the stack. */
const noProxy = (own: string | undefined): string | undefined => (own?.trim() === '*' ? undefined : own);
