import type { CheckOf, NamesOf } from '#contract/checks/checks.ts';
import type { TrackFiles } from '../workspace/track-files.ts';

/** What a check may look at. */
export type CheckContext = {
  /**
   * The address on this machine of an address in the stack's network:
   * `http://rabbitmq:15672/api` → `http://127.0.0.1:15672/api`, `tcp://kafka:9092` → `tcp://127.0.0.1:9092`.
   * @throws RunnerError 'service.stopped' | 'service.starting' | 'service.unknown'
   */
  resolve: (url: string) => string;
  /** The learner's files of the track. */
  files: Pick<TrackFiles, 'read' | 'list'>;
  /** Aborted when the deadline ends or the learner stops Verify. */
  signal: AbortSignal;
};

/** What a check saw. `expected` and `actual` are in the learner's terms, with numbers. */
export type CheckResult = {
  passed: boolean;
  expected: string;
  actual: string;
  /** The next thing to do, when it failed. The author's hint wins. */
  hint?: string;
};

/** Looks once. A failed check is a result; what it throws means that it could not be judged. */
export type CheckCode<Name extends NamesOf<string>> = (check: CheckOf<Name>, context: CheckContext) => Promise<CheckResult>;

/** The code of one family: `satisfies ChecksOf<'rabbitmq'>`. A declared check without code does not compile. */
export type ChecksOf<Family extends string> = { [Name in NamesOf<Family>]: CheckCode<Name> };
