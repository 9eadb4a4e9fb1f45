import type { ServiceId } from '#contract/services.ts';
import { askOrToast } from './ask-or-toast.ts';
import type { RunnerState } from './runner-state.ts';

/** Starts a service; a refusal is said in a toast. */
export async function startService(state: RunnerState, service: ServiceId): Promise<void> {
  await askOrToast(() => state.client.request<'stack.start'>({ type: 'stack.start', service }));
}
