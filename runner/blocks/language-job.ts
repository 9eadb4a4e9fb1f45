/**
 * What the program that runs a service's language gets as its one argument, as JSON. It prints what the block shows,
 * and its exit status is the block's. Stop sends it SIGTERM, and a second and a half later ends it.
 */
export type LanguageJob = {
  /** The block's text: the lesson's or the learner's. */
  text: string;
  /** `<track>/<lesson>`. */
  lesson: string;
  block: string;
  /** The ports of the service by their names, each as `127.0.0.1:<port>` of this machine. */
  addresses: Record<string, string>;
};

/** Reads the argument. The program's working directory is a folder for what the language keeps on the stack in use. */
export function readLanguageJob(argument: string | undefined): LanguageJob {
  return JSON.parse(argument ?? '') as LanguageJob;
}
