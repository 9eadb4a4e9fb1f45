import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { ROOT } from './run-command.ts';
import type { StageResult } from './stage.ts';

/** Which files, how many at a time, and how long one file may take (ms). `ended` hears of each file, and how long it took (ms). */
type NodeTests = {
  pattern: string;
  files: readonly string[];
  concurrency: number;
  fileTimeoutMs: number;
  ended?: (file: string, ms: number) => void;
};

/**
 * Runs test files with Node's own test runner. Node is content with no file, and with a file that has no test;
 * here both fail, or a wrong pattern would look like a green run.
 */
export async function nodeTests({ pattern, files, concurrency, fileTimeoutMs, ended }: NodeTests): Promise<StageResult> {
  const all = globSync(pattern, { cwd: ROOT }).sort();
  const chosen = files.length === 0 ? all : all.filter((file) => files.some((part) => file.includes(part)));
  if (chosen.length === 0) {
    if (files.length > 0 && all.length > 0) return { passed: 0, failed: 0, skips: [], output: '' };
    return { passed: 0, failed: 1, skips: [], output: `No file matches ${pattern}.\n` };
  }
  const result: StageResult = { passed: 0, failed: 0, skips: [], output: '' };
  const withoutTests: string[] = [];
  const stderr = new Map<string, string>();
  const unloadable: string[] = [];
  const events = run({ files: chosen.map((file) => resolve(ROOT, file)), cwd: ROOT, concurrency, timeout: fileTimeoutMs });
  events.on('test:pass', ({ name, file, skip, todo, details }) => {
    if (details.type === 'suite') return;
    if (isFile(name, file)) withoutTests.push(relative(ROOT, file ?? name));
    else if (skip !== undefined || todo !== undefined) result.skips.push(`${name}: ${reasonOf(skip ?? todo)}`);
    else result.passed += 1;
  });
  events.on('test:summary', ({ file, duration_ms }) => {
    if (file !== undefined) ended?.(relative(ROOT, file), duration_ms);
  });
  events.on('test:stderr', ({ file, message }) => stderr.set(file, `${stderr.get(file) ?? ''}${message}`));
  events.on('test:fail', ({ todo, name, file, details }) => {
    if (file !== undefined && isFile(name, file)) unloadable.push(file);
    if (todo !== undefined) result.skips.push(`${name}: ${reasonOf(todo)}`);
    // A suite fails with its tests, which are counted; alone it fails when its own code throws.
    else if (details.type !== 'suite' || (details.error as { failureType?: string }).failureType !== 'subtestsFailed')
      result.failed += 1;
  });
  let report = '';
  for await (const text of events.compose(spec) as AsyncIterable<unknown>) report += String(text);
  result.output = failuresOf(report);
  // The report says of a file that could not be loaded only that it failed.
  for (const file of unloadable) result.output += `\n${relative(ROOT, file)} said:\n${stderr.get(file) ?? '(nothing)'}\n`;
  for (const file of withoutTests) result.output += `${file} has no test.\n`;
  result.failed += withoutTests.length;
  return result;
}

/** Node reports a file without tests, or one that could not be loaded, as a test named like the file. */
function isFile(name: string, file: string | undefined): boolean {
  return file !== undefined && resolve(ROOT, name) === file;
}

function reasonOf(skip: boolean | string | undefined): string {
  return typeof skip === 'string' && skip !== '' ? skip : 'no reason given';
}

/** The end of the report, which repeats every failure in full; all of it when there is no such end. */
function failuresOf(report: string): string {
  const start = report.lastIndexOf('failing tests:');
  return start < 0 ? report : `${report.slice(start + 'failing tests:'.length).trim()}\n`;
}
