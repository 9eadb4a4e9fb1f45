import { RunnerError } from '../../errors.ts';
import { KafkaConnection } from './client/kafka-connection.ts';
import { KafkaFailure } from './client/kafka-failure.ts';
import { openSocket } from './client/open-socket.ts';

/** The longest answer that is taken (bytes). Records are asked for in pieces well below it. */
const MAX_ANSWER_BYTES = 64 * 1_024 * 1_024;

/** What checks and observers are given: where services are, and when to give up. */
type Asker = { resolve: (url: string) => string; signal: AbortSignal };

/**
 * Asks Kafka, on either stack, over one connection that is closed afterwards. Its only broker answers everything, so the
 * address that it tells its clients is not needed. No group is joined and no topic made: who looks leaves no trace.
 * @throws RunnerError 'service.failed' when it does not answer or refuses
 */
export async function askKafka<Answer>(
  { resolve, signal }: Asker,
  ask: (connection: KafkaConnection) => Promise<Answer>,
): Promise<Answer> {
  const { hostname, port } = new URL(resolve('tcp://kafka:9092'));
  let connection: KafkaConnection | undefined;
  try {
    const socket = await openSocket({ host: hostname, port: Number(port) }, signal);
    connection = new KafkaConnection(socket, { clientId: 'towpath', maxAnswerBytes: MAX_ANSWER_BYTES });
    return await ask(connection);
  } catch (cause) {
    signal.throwIfAborted();
    throw cause instanceof KafkaFailure ? refused(cause) : silent(cause);
  } finally {
    connection?.close();
  }
}

function refused(cause: KafkaFailure): RunnerError {
  return new RunnerError('service.failed', `Kafka answers with ${cause.protocolName} when its state is asked for.`, {
    hint: 'Wait a moment and try again; if it stays, look at its log in the Services panel.',
    cause,
  });
}

function silent(cause: unknown): RunnerError {
  return new RunnerError('service.failed', 'Kafka does not answer.', {
    hint: 'Look at its log in the Services panel, start or restart it there, and try again.',
    cause,
  });
}
