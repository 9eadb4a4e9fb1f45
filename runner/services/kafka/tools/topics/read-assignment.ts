import { Failure } from '../tool.ts';

/** `1:2,2:1` as the brokers of each partition; nothing is an empty list. @throws Failure */
export function readAssignment(text: string | undefined): number[][] {
  if (!text) return [];
  const partitions = text.split(',').map((part) => part.split(':').map((id) => readId(id.trim())));
  partitions.forEach((brokers, partition) => {
    const twice = brokers.filter((id, at) => brokers.indexOf(id) !== at);
    if (twice.length > 0)
      throw new Failure(
        `Partition replica lists may not contain duplicate entries: ${[...new Set(twice)].join(',')}`,
        'org.apache.kafka.server.common.AdminCommandFailedException',
      );
    if (brokers.length !== partitions[0]?.length)
      throw new Failure(
        `Partition ${partition} has different replication factor: [${brokers.join(', ')}]`,
        'org.apache.kafka.server.common.AdminOperationException',
      );
  });
  return partitions;
}

function readId(text: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new Failure(`For input string: "${text}"`, 'java.lang.NumberFormatException');
}
