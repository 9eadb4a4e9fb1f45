import type { ProgramPlace, ProgramStatus } from '#contract/messages/program.ts';
import { names } from './block-help.ts';

/** What a program is called: its file, or else its block. */
export const programName = ({ file, status }: Pick<ProgramStatus, 'file' | 'status'>): string => file ?? status.block;

/** It runs, or is about to. */
export const isUnderWay = ({ status }: Pick<ProgramStatus, 'status'>): boolean =>
  status.state === 'running' || status.state === 'waiting';

/** It runs and is ready. */
export const isUp = ({ status }: Pick<ProgramStatus, 'status'>): boolean =>
  status.state === 'running' && status.readyMs !== undefined;

/** A program by its place. */
export function findProgram(programs: readonly ProgramStatus[], { lesson, block }: ProgramPlace): ProgramStatus | undefined {
  return programs.find((program) => program.lesson === lesson && program.status.block === block);
}

/** `2 programs running`. */
export const countInWords = (count: number): string => `${count} ${count === 1 ? 'program' : 'programs'} running`;

/** Above the first block of a lesson: what it needs and does not run. */
export function needWords(absent: readonly ProgramStatus[]): string {
  const starting = absent.filter(isUnderWay);
  if (absent.length > 0 && starting.length === absent.length)
    return `${names(starting.map(programName))} ${starting.length === 1 ? 'is' : 'are'} starting.`;
  const down = absent.filter((program) => !isUnderWay(program));
  return `This lesson needs ${names(down.map(programName))}, which ${down.length === 1 ? 'does' : 'do'} not run.`;
}
