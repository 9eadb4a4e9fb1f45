import { stripVTControlCharacters } from 'node:util';
import type { BlockFault } from '#contract/messages/block.ts';

/** What Node says last when an error ends a program; it stands after the error and its stack. */
const END = /^Node\.js v\d/m;
/** Where Node begins to tell of it: the place that threw, `file:///…/simulator.ts:3`. */
const HEAD = /^(?:file:\/\/|\/|node:)\S.*:\d+$/;
const MESSAGE = /^\[?(?:Uncaught )?[\w$]*(?:Error|Exception|Rejection)\b.*$/;
/** How far from its end an output is searched (characters). */
const TAIL_CHARS = 16_000;
const MAX_WHAT_CHARS = 300;

/**
 * Where in a file of the workspace the error is that ended its program, from what Node printed: the innermost place of
 * the stack that is in the file. Undefined when the output tells of no such error, or the file is not in its stack.
 */
export function faultLine(output: string, file: string): BlockFault | undefined {
  const text = stripVTControlCharacters(output.slice(-TAIL_CHARS)).replaceAll('\r\n', '\n');
  const end = text.search(END);
  if (end < 0) return undefined;
  const lines = text.slice(0, end).split('\n');
  const head = lines.findLastIndex((line) => HEAD.test(line));
  if (head < 0) return undefined;
  const told = lines.slice(head);
  const place = new RegExp(`/${file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}:(\\d+)`);
  const line = told.map((words) => place.exec(words)?.[1]).find((found) => found !== undefined);
  if (line === undefined) return undefined;
  const what = told.find((words) => MESSAGE.test(words)) ?? 'an error';
  return { line: Number(line), what: what.replace(/^\[/, '').slice(0, MAX_WHAT_CHARS) };
}
