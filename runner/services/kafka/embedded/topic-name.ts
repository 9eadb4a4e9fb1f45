import { KafkaError } from './errors.ts';

const MAX_LENGTH = 249;

/** @throws KafkaError INVALID_TOPIC_EXCEPTION with Kafka's reason, also when the name differs from another's in dots and underscores only. */
export function checkTopicName(name: string, existing: Iterable<string> = []): void {
  const reason = whatIsWrong(name);
  if (reason) throw new KafkaError('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${reason}`);
  if (!/[._]/.test(name)) return;
  const plain = (text: string) => text.replaceAll('.', '_');
  for (const other of existing) {
    if (other !== name && plain(other) === plain(name)) {
      throw new KafkaError('INVALID_TOPIC_EXCEPTION', `Topic '${name}' collides with existing topic: ${other}`);
    }
  }
}

function whatIsWrong(name: string): string | undefined {
  if (name === '') return 'the empty string is not allowed';
  if (name === '.' || name === '..') return `'${name}' is not allowed`;
  if (name.length > MAX_LENGTH) return `the length of '${name}' is longer than the max allowed length ${MAX_LENGTH}`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  return undefined;
}
