/** Ends a command: what stands on standard error, and its exit code. */
export class Failure extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A command line that cannot be carried out. What is wrong with a value stands two lines above the way out, as Mosquitto has it. */
export class BadUsage extends Failure {
  readonly isSpaced: boolean;

  constructor(message: string, { isSpaced = false } = {}) {
    super(message);
    this.isSpaced = isSpaced;
  }
}
