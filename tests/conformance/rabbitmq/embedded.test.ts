import { describe } from 'node:test';
import { suiteBroker } from '../../services/rabbitmq/suite-broker.ts';
import { rabbitmqSuite } from './rabbitmq-suite.ts';

describe('the embedded broker', () => {
  const broker = suiteBroker();

  rabbitmqSuite(broker.baseUrl);
});
