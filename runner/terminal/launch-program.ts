import { mkdirSync } from 'node:fs';
import type { Command, LaunchOptions, TerminalProgram } from './launch.ts';
import { Pty } from './pty.ts';

/** A program of ours, such as the one that runs a service's language: TypeScript, run by the Node that runs us, on this machine. */
export function launchProgram(
  { file, argument, cwd, env }: Extract<Command, { kind: 'program' }>,
  rest: Omit<LaunchOptions, 'command' | 'track' | 'in'>,
): TerminalProgram {
  mkdirSync(cwd, { recursive: true });
  return new Pty({ file: process.execPath, args: [file, argument], hangsUp: false, cwd, env, ...rest });
}
