import type { StackId } from '#contract/ids.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';

/**
 * The learner wants the other stack. The embedded one is used at once; a dialog comes first when something would end,
 * and before Docker, to say what is looked at and what it needs. What has the keyboard now gets it back from there.
 */
export async function selectStack(state: RunnerState, stack: StackId): Promise<void> {
  const opener = document.activeElement;
  try {
    if (stack === 'embedded' && !(await endsSomething(state))) {
      await state.client.request<'stack.select'>({ type: 'stack.select', stack });
      return;
    }
    const { openStackDialog } = await import('./stack-dialog.ts');
    openStackDialog(state, stack, opener);
  } catch (error) {
    await showToast((error as RequestError).sentence, 'warn');
  }
}

async function endsSomething(state: RunnerState): Promise<boolean> {
  const answer = await state.client.request<'stack.read-preflight'>({ type: 'stack.read-preflight', stack: 'embedded' });
  return answer.type === 'stack.preflight' && answer.ends.blocks + answer.ends.shells > 0;
}
