import type { ServiceStatus } from '#contract/messages/stack.ts';
import type { Lesson } from './lesson.ts';

/** The services of a lesson that a stack has no form of, by their titles. With any, the lesson is for the other stack: nobody is held up by it here. */
export function missingServices({ fields }: Pick<Lesson, 'fields'>, services: readonly ServiceStatus[]): string[] {
  return services.filter(({ service, available }) => !available && fields.services.includes(service)).map(({ title }) => title);
}
