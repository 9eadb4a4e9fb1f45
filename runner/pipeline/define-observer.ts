import type { PeekMessages } from '#contract/messages/pipeline.ts';
import type { OBSERVED, ObservedService, Shown } from '#contract/observed.ts';
import type { CheckContext } from '../verify/define-check.ts';

/** What an observer may use: where the service is on this machine, and when it is no longer wanted. */
export type LookContext = Pick<CheckContext, 'resolve' | 'signal'>;

/**
 * What one look saw of one thing: how many of what, or, where nobody keeps a count, a word. `arrived` and `left` count
 * since some beginning: they never fall, but for a service that began anew; rates are taken from them.
 */
export type Seen =
  | { isThere: false }
  | ({ isThere: true; facts?: string[]; arrived?: number; left?: number } & (
      | { count: number; noun: string }
      | { words: string }
    ));

/** The newest messages of a thing, or a question whether they may be looked at. */
export type Peeked = Omit<PeekMessages, 'type' | 'id' | 'part'>;

/** How a service is looked at, over its public interface, so that it is the same on both stacks. Nothing is ever taken from it. */
export type Observer<Kind extends string = string> = {
  /** Counts several things at once; what it saw is in their order. What it throws means that nothing could be seen. */
  observe(things: readonly Shown<Kind>[], context: LookContext): Promise<Seen[]>;
  /** What there is to peek into, by name, whether a picture shows it or not. Absent where that cannot be asked. */
  list?(context: LookContext): Promise<Shown<Kind>[]>;
  /** Looks at the newest messages. It asks before it leaves a mark on them, unless `mayMark`. */
  peek(thing: Shown<Kind>, context: LookContext & { mayMark: boolean }): Promise<Peeked>;
};

/** The observer of a service: `satisfies ObserverOf<'rabbitmq'>`. */
export type ObserverOf<Id extends ObservedService> = Observer<Extract<keyof (typeof OBSERVED)[Id], string>>;
