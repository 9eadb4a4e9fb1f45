import { downloadWords } from '#contract/download-words.ts';
import type { StartProgress } from '#contract/messages/stack.ts';
import type { StateWords } from '../services/service-state.ts';
import { type Bytes, sumBytes } from './pull-progress.ts';

/** What a container that is starting is at. `needs`: it waits for other services; `build`: how far a build is. */
export type StartStep = { step: StartProgress['step']; bytes?: Bytes; build?: string; needs?: string[] };

const ORDER: readonly StartProgress['step'][] = ['pulling', 'building', 'creating', 'waiting'];

/** Words for a service whose containers are at these steps: those of the one that has the longest way to go. */
export function startWords(steps: readonly StartStep[]): StateWords {
  const at = ORDER.find((step) => steps.some((candidate) => candidate.step === step));
  if (!at) return {};
  const there = steps.filter(({ step }) => step === at);
  if (at === 'pulling') return pulling(there);
  return { detail: sentence(at, there), progress: { step: at } };
}

function pulling(steps: readonly StartStep[]): StateWords {
  const { done, total } = sumBytes(steps.flatMap(({ bytes }) => (bytes ? [bytes] : [])));
  if (total === 0) return { detail: 'Pulling its image.', progress: { step: 'pulling' } };
  return {
    detail: `Pulling ${downloadWords(done, total)}.`,
    progress: { step: 'pulling', doneBytes: done, totalBytes: total },
  };
}

function sentence(at: StartProgress['step'], steps: readonly StartStep[]): string {
  if (at === 'building') {
    const step = steps.find(({ build }) => build)?.build;
    return step ? `Building its image, step ${step}.` : 'Building its image.';
  }
  if (at === 'creating') return 'Starting.';
  const needs = steps.find((step) => step.needs)?.needs;
  return needs ? `It waits for ${needs.join(' and ')}.` : 'Waiting until it is healthy.';
}
