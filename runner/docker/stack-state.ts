import type { StackStatus } from '#contract/messages/stack.ts';
import type { Unit } from './units.ts';

/** The state of the stack: that of its services; the shell counts while it is missing, and when there is nothing else. */
export function stackState(services: readonly Unit[], shell: Unit): StackStatus['state'] {
  const states = services.flatMap(({ record }) => (record.form.available ? [record.state] : []));
  const { state } = shell.record;
  if (states.length === 0 || state === 'failed' || state === 'starting') states.push(state);
  return (['failed', 'starting', 'stopping', 'ready'] as const).find((candidate) => states.includes(candidate)) ?? 'stopped';
}

/** What is to be said of the shell, which has no row of its own. */
export function shellWords({ record: { state, detail, hint } }: Unit): { detail: string; hint: string | undefined } | undefined {
  if (state === 'failed' && detail) return { detail, hint };
  return state === 'starting' && detail ? { detail: `The shell is starting. ${detail}`, hint } : undefined;
}
