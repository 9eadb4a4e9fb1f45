import { errorName } from '../embedded/errors.ts';
import { FAILURE_WORDS } from './failure-words.ts';

/** The one exception that lies elsewhere. */
const INVALID_RECORD = 87;

/** A broker refused something. `exception` is the whole name that Kafka's Java tools show for it. */
export class KafkaFailure extends Error {
  readonly code: number;
  readonly exception: string;

  constructor(code: number, words?: string | null) {
    const [exception, usual] = FAILURE_WORDS[code] ?? ['UnknownServerException', `The broker answered with the error ${code}.`];
    super(words ?? usual);
    this.code = code;
    const place = code === INVALID_RECORD ? 'org.apache.kafka.common' : 'org.apache.kafka.common.errors';
    this.exception = `${place}.${exception}`;
  }

  /** As the protocol calls it: `OFFSET_OUT_OF_RANGE`. */
  get protocolName(): string {
    return errorName(this.code);
  }

  /** As Java shows it. */
  override toString(): string {
    return `${this.exception}: ${this.message}`;
  }
}

/** @throws KafkaFailure when a row of an answer is a refusal. */
export function checkRow({ errorCode, errorMessage }: { errorCode: number; errorMessage?: string | null }): void {
  if (errorCode !== 0) throw new KafkaFailure(errorCode, errorMessage);
}
