import assert from 'node:assert/strict';
import { copyTree, removeLessons, type TreeCopy } from './tree-copy.ts';

const ORDERS = [
  ['track', 'Tide & time'],
  ['service', 'tide-gauge'],
  ['check', 'tide-gauge', 'shows'],
  ['lesson', 'tide-time', 'High water'],
  ['lesson', 'tide-time', 'Ebb: the "other" half', '--service', 'tide-gauge', '--number', '5'],
];

/** A copy of the project with a new track, a service, a check of it and two lessons, and the files made or changed. */
export async function spendAfternoon(): Promise<{ copy: TreeCopy; written: string[] }> {
  const copy = copyTree();
  removeLessons(copy);
  const written = new Set<string>();
  for (const order of ORDERS) {
    const { status, stdout, stderr } = await copy.make(...order);
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    for (const [, file = ''] of stdout.matchAll(/^(?:Made|Changed| {7}) {1,6}(\S+)$/gm)) written.add(file);
  }
  return { copy, written: [...written] };
}
