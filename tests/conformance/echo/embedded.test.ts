import { after, before, describe } from 'node:test';
import { startEcho } from '../../../runner/services/echo/embedded/http.ts';
import { echoSuite } from './echo-suite.ts';

describe('the embedded echo', () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const { port, stop } = await startEcho({ ports: { http: 0 }, log: () => {} });
    baseUrl = `http://127.0.0.1:${port}`;
    end = stop;
  });
  after(() => end());

  echoSuite(() => baseUrl);
});
