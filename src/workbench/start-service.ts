import type { ServiceId } from '#contract/services.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';

/** Starts a service; a refusal is said in a toast. */
export async function startService(state: RunnerState, service: ServiceId): Promise<void> {
  try {
    await state.client.request<'stack.start'>({ type: 'stack.start', service });
  } catch (error) {
    await showToast((error as RequestError).sentence, 'warn');
  }
}
