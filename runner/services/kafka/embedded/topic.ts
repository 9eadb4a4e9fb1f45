import { join } from 'node:path';
import { type ConfigValues, topicSettings } from './configs/configs.ts';
import type { TopicSettings } from './configs/topic-configs.ts';
import { KafkaError } from './errors.ts';
import { PartitionLog } from './log/partition-log.ts';

/** A topic: its name, its id for ever, its settings and the log of each partition. */
export class Topic {
  readonly name: string;
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly partitions: PartitionLog[] = [];
  readonly #folder: string;
  readonly #brokerConfigs: () => ConfigValues;
  #configs: ConfigValues;
  #settings: TopicSettings | undefined;

  constructor(
    { name, id, configs }: { name: string; id: string; configs: ConfigValues },
    folder: string,
    brokerConfigs: () => ConfigValues,
  ) {
    this.name = name;
    this.id = id;
    this.#configs = configs;
    this.#folder = folder;
    this.#brokerConfigs = brokerConfigs;
  }

  /** What was set for this topic. */
  get configs(): ConfigValues {
    return this.#configs;
  }

  set configs(values: ConfigValues) {
    this.#configs = values;
    this.forgetSettings();
  }

  /** What the broker obeys, with the defaults. */
  get settings(): TopicSettings {
    this.#settings ??= topicSettings(this.#configs, this.#brokerConfigs());
    return this.#settings;
  }

  /** Reads the settings anew next time: the broker's defaults have changed. */
  forgetSettings(): void {
    this.#settings = undefined;
  }

  /** Makes it have so many partitions; the new ones are empty. */
  growTo(count: number): void {
    while (this.partitions.length < count)
      this.partitions.push(PartitionLog.empty(this.#pathOf(this.partitions.length), () => this.settings));
  }

  /** Reads the partitions from the disk. */
  async open(count: number, log: (line: string) => void): Promise<void> {
    for (let index = this.partitions.length; index < count; index++) {
      this.partitions.push(await PartitionLog.open(this.#pathOf(index), () => this.settings, log));
    }
  }

  /** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION */
  partition(index: number): PartitionLog {
    const partition = this.partitions[index];
    if (!partition) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${this.name}' has no partition ${index}.`);
    return partition;
  }

  #pathOf(index: number): string {
    return join(this.#folder, `${this.name}-${index}`);
  }
}
