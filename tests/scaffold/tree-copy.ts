import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { foldersIn } from '../../runner/scaffold/project.ts';
import { ROOT } from '../stages/run-command.ts';
import { projectCopy } from '../support/project-copy.ts';

/** Not copied: made by tools, or too large. */
const LEFT_OUT = ['.git', '.towpath', '.astro', 'dist', 'hosted', 'node_modules'];

/** A copy of the whole project that a test may write into; removed when the test's process ends. */
export type TreeCopy = {
  root: string;
  /** Runs a script of the copy on the Node that runs this, in the copy. */
  node: (args: readonly string[], options?: { timeoutMs?: number }) => Promise<Result>;
  /** `npm run new -- …` without npm. */
  make: (...args: string[]) => Promise<Result>;
  /** Every file with its text, but for what tools make. */
  files: () => Map<string, string>;
};
export type Result = { status: number; stdout: string; stderr: string };

/** Everything that the project has, so that all that reads or checks it works in the copy, too. */
export function copyTree(): TreeCopy {
  const root = projectCopy(
    undefined,
    readdirSync(ROOT).filter((name) => !LEFT_OUT.includes(name)),
  );
  const node: TreeCopy['node'] = (args, { timeoutMs = 240_000 } = {}) =>
    new Promise((done) => {
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const options = {
        cwd: root,
        env: { ...env, NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1' },
        timeout: timeoutMs,
        maxBuffer: 2 ** 26,
      };
      const child = execFile(process.execPath, [...args], options, (_error, stdout, stderr) =>
        done({ status: child.exitCode ?? 1, stdout, stderr }),
      );
    });
  return {
    root,
    node,
    make: (...args) => node(['runner/scaffold/main.ts', ...args]),
    files: () => filesBelow(root),
  };
}

/** Takes the lessons that are there out of a copy: what others write is proven elsewhere, and would only take time. */
export function removeLessons({ root }: TreeCopy): void {
  for (const track of foldersIn({ root }, 'content'))
    for (const lesson of foldersIn({ root }, `content/${track}`))
      rmSync(join(root, 'content', track, lesson), { recursive: true });
}

function filesBelow(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(root).filter((each) => !LEFT_OUT.includes(each))) {
    const path = join(root, name);
    if (!statSync(path).isDirectory()) found.set(name, readFileSync(path, 'utf8'));
    else
      for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }))
        found.set(
          join(entry.parentPath, entry.name).slice(root.length + 1),
          entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'utf8') : '(folder)',
        );
  }
  return found;
}
