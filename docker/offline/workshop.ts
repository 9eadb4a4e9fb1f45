import type Docker from 'dockerode';

/** What the making of an image has at hand. */
export type Workshop = {
  docker: Docker;
  /** This machine's environment: proxies, where certificates are. */
  environment: Record<string, string | undefined>;
  /** Where downloads are kept between runs; it exists. */
  cacheDir: string;
  /** True: nothing that was made before is used again. */
  isFresh: boolean;
  /** Says what is being done, in a few words. */
  step: (words: string) => void;
  /** A line that a program wrote, for who wants to see all of it. */
  verbose: (line: string) => void;
};

/** What programs of this machine are run with. */
export type ProgramBench = Omit<Workshop, 'docker' | 'isFresh'>;

/** What became of an image: it was there as it should be, or it was made. */
export type Made = 'kept' | 'built';
