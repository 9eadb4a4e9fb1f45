import type { ServiceStatus } from '#contract/messages/stack.ts';

/** The services a block talks to, as far as the page can tell: the one it runs in, and every `name:port` in its text. */
export function neededServices(text: string, runsIn: string | undefined, services: readonly ServiceStatus[]): ServiceStatus[] {
  return services.filter(({ service }) => service === runsIn || new RegExp(`(?<![\\w.-])${service}:\\d`).test(text));
}

/**
 * The service that is the likeliest cause of a failure: one that the block talks to, or else one that its lesson
 * needs. `lesson`: ids of the latter; a block may reach them through a script of its workspace.
 */
export function stoppedService(
  own: readonly ServiceStatus[],
  lesson: readonly string[],
  services: readonly ServiceStatus[],
): ServiceStatus | undefined {
  return [...own, ...services.filter(({ service }) => lesson.includes(service))].find(isStopped);
}

/** Ids of the services that the lesson of this page needs; none on pages that are no lessons. */
export function lessonServices(): string[] {
  return document.querySelector<HTMLElement>('#wb')?.dataset.services?.split(',').filter(Boolean) ?? [];
}

/** Those of them that this stack has no form of, by their titles. */
export function absentServices(lesson: readonly string[], services: readonly ServiceStatus[]): string[] {
  return services.filter(({ service, available }) => !available && lesson.includes(service)).map(({ title }) => title);
}

/** It could run on this stack and does not. */
export function isStopped({ state, available }: ServiceStatus): boolean {
  return available && (state === 'stopped' || state === 'failed');
}
