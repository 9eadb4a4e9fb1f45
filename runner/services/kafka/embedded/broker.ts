import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { JournalRecord } from '../../../lib/journal.ts';
import { Groups } from './groups/groups.ts';
import { Maintenance } from './maintenance.ts';
import { ProducerIds } from './producer-ids.ts';
import { Store, type StoredPart } from './store.ts';
import { Topics } from './topics.ts';
import { Transactions } from './transactions/transactions.ts';

/** The only node of the cluster: leader of every partition, controller and coordinator of everything. */
export const NODE_ID = 1;

/** A broker of one node: its parts, and what keeps them on the disk. What speaks the protocol is in `apis/`. */
export class Broker {
  readonly folder: string;
  readonly topics: Topics;
  readonly groups: Groups;
  readonly producerIds: ProducerIds;
  readonly transactions: Transactions;
  readonly log: (line: string) => void;
  readonly #identity = new Identity();
  #store: Store | undefined;
  #maintenance: Maintenance | undefined;

  /** Reads what a folder holds. @param log one line for the service's log. */
  static async open(folder: string, log: (line: string) => void): Promise<Broker> {
    const broker = new Broker(folder, log);
    const parts = [broker.#identity, broker.topics, broker.groups, broker.producerIds, broker.transactions];
    broker.#store = await Store.open(folder, parts, log);
    await broker.topics.open(log);
    await broker.transactions.open();
    broker.#maintenance = new Maintenance(broker, log);
    return broker;
  }

  private constructor(folder: string, log: (line: string) => void) {
    this.folder = folder;
    this.log = log;
    const append = async (change: JournalRecord): Promise<void> => await this.#store?.append(change);
    this.topics = new Topics(join(folder, 'logs'), append);
    this.groups = new Groups(() => this.topics.all(), append);
    this.producerIds = new ProducerIds(append);
    this.transactions = new Transactions({ topics: this.topics, groups: this.groups, producerIds: this.producerIds, append });
  }

  /** Random at first start, then for ever. */
  get clusterId(): string {
    return this.#identity.clusterId;
  }

  /** Resolves when everything acknowledged is on the disk and no timer is left. */
  async close(): Promise<void> {
    await this.#maintenance?.stop();
    this.groups.close();
    await this.transactions.close();
    await this.topics.close(this.log);
    await this.#store?.close();
  }
}

class Identity implements StoredPart {
  clusterId = randomBytes(16).toString('base64url');

  *changes(): Generator<JournalRecord> {
    yield { k: 'cluster', id: this.clusterId };
  }

  replay(change: JournalRecord): void {
    if (change.k === 'cluster') this.clusterId = change.id as string;
  }
}
