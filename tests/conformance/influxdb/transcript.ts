import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './ask.ts';
import { type Group, title } from './question.ts';

const fileOf = (group: Group): string => join(import.meta.dirname, 'recorded', `${group.name}.txt`);

/** An answer as it stands in a transcript: status, headers, body. */
export function answerText({ status, headers, body }: Answer): string {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [String(status), ...head, '', body].join('\n').trimEnd();
}

/** What InfluxDB answered to a group's questions, in their order, as `record.ts` wrote it down. */
export function readTranscript(group: Group): string[] {
  const [, ...sections] = readFileSync(fileOf(group), 'utf8').split(/^> /m);
  return group.questions.map((question, index) => {
    const section = sections[index] ?? '';
    const end = section.indexOf('\n');
    const asked = section.slice(0, end);
    if (asked === title(question)) return section.slice(end + 1).trimEnd();
    throw new Error(`recorded/${group.name}.txt has "${asked}" for "${title(question)}". Record it again: record.ts says how.`);
  });
}

/** Writes down what a version of InfluxDB answered. */
export function writeTranscript(group: Group, version: string, answers: readonly Answer[]): void {
  const sections = answers.map((answer, index) => `> ${title(group.questions[index] ?? '')}\n${answerText(answer)}\n`);
  writeFileSync(fileOf(group), [`InfluxDB ${version}\n`, ...sections].join('\n'));
}
