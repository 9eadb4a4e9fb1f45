import { after, before, describe } from 'node:test';
import { startBroker, type TestBroker } from '../../services/kafka/start-broker.ts';
import { kafkajsSuite } from './kafkajs/suite.ts';

describe('kafkajs on the embedded broker', () => {
  let broker: TestBroker;
  before(async () => {
    broker = await startBroker();
  });
  after(async () => await broker.stop());

  kafkajsSuite(() => broker.kafka());
});
