import type { Kafka } from 'kafkajs';
import { adminSuite } from './admin-suite.ts';
import { consumersSuite } from './consumers-suite.ts';
import { recordsSuite } from './records-suite.ts';
import { transactionsSuite } from './transactions-suite.ts';

/** All that kafkajs can do, on a broker; the embedded one and a real one must pass it alike. @param kafka asked when it runs. */
export function kafkajsSuite(kafka: () => Kafka): void {
  recordsSuite(kafka);
  consumersSuite(kafka);
  adminSuite(kafka);
  transactionsSuite(kafka);
}
