import { refuseTogether, requireOptions } from '../check-options.ts';
import type { Options } from '../options.ts';
import { type Call, UsageFailure } from '../tool.ts';
import { TARGETS } from './group-options.ts';

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets'];
const NO_ACTION =
  'WARN: No action will be performed as the --execute option is missing.' +
  'In a future major release, the default behavior of this command will be to prompt the user before executing the reset rather than doing a dry run. ' +
  'You should add the --dry-run option explicitly if you are scripting this command and want to keep the current default behavior without prompting.\n';

/** @throws UsageFailure when the options do not make one command. */
export function checkGroupOptions({ options, err }: Call): void {
  if (ACTIONS.filter((action) => options.has(action)).length !== 1)
    throw new UsageFailure(`Command must include exactly one action: ${ACTIONS.map((action) => `--${action}`).join(', ')}`);
  requireOptions(options, ['bootstrap-server']);
  const hasGroup = options.has('group') || options.has('all-groups');
  if (options.has('describe')) checkDescribe(options, hasGroup);
  else if (options.has('state') && !options.has('list'))
    throw new UsageFailure('Option [state] takes one of these options: [describe], [list]');
  if (options.has('delete') && !hasGroup)
    throw new UsageFailure('Option [delete] takes one of these options: [all-groups], [group]');
  if (options.has('delete-offsets') && !(hasGroup && options.has('topic')))
    throw new UsageFailure('Option [delete-offsets] takes the following options: [all-groups], [group]');
  if (options.has('reset-offsets')) checkReset(options, { hasGroup, err });
  const without = (...allowed: string[]) => ACTIONS.filter((action) => !allowed.includes(action));
  refuseTogether(options, { option: 'group', others: without('describe', 'delete', 'reset-offsets', 'delete-offsets') });
  refuseTogether(options, { option: 'group', others: ['all-groups'] });
  refuseTogether(options, { option: 'topic', others: without('delete', 'reset-offsets', 'delete-offsets') });
}

function checkDescribe(options: Options, hasGroup: boolean): void {
  if (!hasGroup)
    throw new UsageFailure('Option [describe] takes one of these options: [delete], [describe], [list], [reset-offsets]');
  if (['members', 'offsets', 'state'].filter((name) => options.has(name)).length > 1)
    throw new UsageFailure('Option [describe] takes at most one of these options: [members], [offsets], [state]');
  if (options.value('state')) throw new UsageFailure('Option [describe] does not take a value for [state]');
}

function checkReset(options: Options, { hasGroup, err }: { hasGroup: boolean; err: (text: string) => void }): void {
  if (options.has('dry-run') && options.has('execute'))
    throw new UsageFailure('Option [reset-offsets] only accepts one of [execute] and [dry-run]');
  if (!options.has('dry-run') && !options.has('execute')) err(NO_ACTION);
  if (!hasGroup) throw new UsageFailure('Option [reset-offsets] takes one of these options: [all-groups], [group]');
  for (const option of TARGETS) refuseTogether(options, { option, others: TARGETS.filter((other) => other !== option) });
}
