import type { StackId } from '#contract/ids.ts';
import { askOrToast } from './ask-or-toast.ts';
import type { RunnerState } from './runner-state.ts';

/**
 * The learner wants the other stack. The embedded one is used at once; a dialog comes first when something would end,
 * and before Docker, to say what is looked at and what it needs. What has the keyboard now gets it back from there.
 */
export async function selectStack(state: RunnerState, stack: StackId): Promise<void> {
  const opener = document.activeElement;
  await askOrToast(async () => {
    if (stack === 'embedded' && !(await endsSomething(state))) {
      await state.client.request<'stack.select'>({ type: 'stack.select', stack });
      return;
    }
    const { openStackDialog } = await import('./stack-dialog.ts');
    openStackDialog(state, stack, opener);
  });
}

async function endsSomething(state: RunnerState): Promise<boolean> {
  const answer = await state.client.request<'stack.read-preflight'>({ type: 'stack.read-preflight', stack: 'embedded' });
  return answer.type === 'stack.preflight' && answer.ends.blocks + answer.ends.shells > 0;
}
