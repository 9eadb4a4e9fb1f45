import { KafkaFailure } from '../../client/kafka-failure.ts';
import { ERROR } from '../../embedded/errors.ts';

type Refused = {
  errorCode: number;
  errorMessage: string | null;
  recordErrors: readonly { batchIndex: number; batchIndexErrorMessage: string | null }[];
};

/** What Java says of one record of a batch that was refused: some records may be wrong, and the others only beside them. */
export function recordFailure({ errorCode, errorMessage, recordErrors }: Refused, batchIndex: number): string {
  if (recordErrors.length === 0) return new KafkaFailure(errorCode, errorMessage).toString();
  const fault = recordErrors.find((one) => one.batchIndex === batchIndex);
  if (!fault)
    return 'org.apache.kafka.common.KafkaException: Failed to append record because it was part of a batch which had one more more invalid records';
  const code = recordErrors.length === 1 ? errorCode : ERROR.INVALID_RECORD;
  return new KafkaFailure(code, fault.batchIndexErrorMessage ?? errorMessage).toString();
}
