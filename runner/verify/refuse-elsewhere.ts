import type { StackStatus } from '#contract/messages/stack.ts';
import { RunnerError } from '../errors.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { missingServices } from '../lessons/missing-services.ts';

/**
 * Asked before a lesson is verified: where a service that it needs cannot run, looking would end in rows that blame the learner.
 * @throws RunnerError 'stack.unavailable' with what to do
 */
export function refuseElsewhere(lesson: Pick<Lesson, 'fields'>, { stack, services }: StackStatus): void {
  const missing = missingServices(lesson, services);
  if (missing.length === 0) return;
  const names = new Intl.ListFormat('en').format(missing);
  if (stack === 'embedded')
    throw new RunnerError('stack.unavailable', `This lesson needs ${names}, on the Docker stack. You are on the embedded one.`, {
      hint: 'Switch to Docker at the top of the page, do the lesson there, and verify.',
    });
  throw new RunnerError('stack.unavailable', `This lesson needs ${names}, which cannot run here.`, {
    hint: 'The Services panel says why.',
  });
}
