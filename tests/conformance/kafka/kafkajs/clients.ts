import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  type Admin,
  type Consumer,
  type ConsumerConfig,
  type EachMessagePayload,
  type Kafka,
  type KafkaMessage,
  Partitioners,
  type Producer,
  type ProducerConfig,
} from 'kafkajs';
import { eventually } from '../../../support/eventually.ts';

/** On a busy machine a real Kafka takes its time for the first group (ms). */
export const WITHIN = { withinMs: 60_000 };

/** The type of a topic among resources; kafkajs exports it in a way that modules cannot import by name. */
export const TOPIC = 2;

/** kafkajs's clients for a broker, which end together. Names are of this suite's own, as the broker may be another's, too. */
export class KafkajsClients {
  readonly kafka: Kafka;
  readonly admin: Admin;
  readonly producer: Producer;
  readonly #open = new Set<{ disconnect: () => Promise<void> }>();

  static async connect(kafka: Kafka): Promise<KafkajsClients> {
    const clients = new KafkajsClients(kafka);
    await Promise.all([clients.admin.connect(), clients.producer.connect()]);
    return clients;
  }

  private constructor(kafka: Kafka) {
    this.kafka = kafka;
    this.admin = kafka.admin();
    this.producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  freshName(what: string): string {
    return `${what}-${randomUUID().slice(0, 13)}`;
  }

  /** A topic whose partitions can be written to. */
  async freshTopic(numPartitions = 1, configs: Record<string, string> = {}): Promise<string> {
    const topic = this.freshName('topic');
    const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }));
    await this.admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: true });
    return topic;
  }

  async makeProducer(config: ProducerConfig = {}): Promise<Producer> {
    const producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...config });
    this.#open.add(producer);
    await producer.connect();
    return producer;
  }

  /** A consumer of a group of its own unless one is said; it is not running yet. */
  async makeConsumer(config: Partial<ConsumerConfig> = {}): Promise<Consumer> {
    const consumer = this.kafka.consumer({ groupId: this.freshName('group'), maxWaitTimeInMs: 200, ...config });
    this.#open.add(consumer);
    await consumer.connect();
    return consumer;
  }

  /** A running consumer and what it gets, from the first offset on when the group has none. */
  async consume(
    topics: string | string[],
    config: Partial<ConsumerConfig> = {},
  ): Promise<{ consumer: Consumer; got: EachMessagePayload[] }> {
    const got: EachMessagePayload[] = [];
    const consumer = await this.makeConsumer(config);
    await consumer.subscribe({ topics: [topics].flat(), fromBeginning: true });
    await consumer.run({ eachMessage: async (payload) => void got.push(payload) });
    return { consumer, got };
  }

  /** Everything in a topic, as soon as it is so many messages. */
  async readAll(topic: string, count: number, config: Partial<ConsumerConfig> = {}): Promise<KafkaMessage[]> {
    const { consumer, got } = await this.consume(topic, config);
    await eventually(() => assert.ok(got.length >= count, `${got.length} of ${count}`), WITHIN);
    await this.end(consumer);
    return got.map(({ message }) => message);
  }

  async end(client: { disconnect: () => Promise<void> }): Promise<void> {
    this.#open.delete(client);
    await client.disconnect();
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#open, this.admin, this.producer].map((client) => client.disconnect()));
  }
}

/** The values of messages as text. */
export function values(messages: readonly { message?: KafkaMessage; value?: Buffer | null }[]): (string | undefined)[] {
  return messages.map(({ message, value }) => (message ? message.value : value)?.toString());
}
