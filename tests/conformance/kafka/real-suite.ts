import { after, before, describe } from 'node:test';
import { kafkaOf } from '../../services/kafka/start-broker.ts';
import { installJava, type KafkaVersion, kafkaLibs } from './java.ts';
import { kafkajsSuite } from './kafkajs/suite.ts';
import { observeSuite } from './observe-suite.ts';
import { type RealKafka, startRealKafka } from './real-broker.ts';

/** What the embedded broker must pass, on a real Kafka: that is what makes it right. */
export function realSuite(version: KafkaVersion): void {
  describe(`a real Kafka ${version}`, { skip: installJava() ?? false }, () => {
    let broker: RealKafka;
    before(async () => {
      broker = await startRealKafka(await kafkaLibs(version));
    });
    after(async () => await broker.stop());

    kafkajsSuite(() => kafkaOf(broker.port, { retry: { retries: 5, initialRetryTime: 50 } }));
    observeSuite(() => broker.port);
  });
}
