import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { StackStatus } from '#contract/messages/stack.ts';
import { fence, fixtureContent, temporaryDir } from '../../support/fixture-content.ts';
import { RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';

const LESSON = 'try/dashboards';
const source = {
  name: 'Wrong',
  uid: 'wrong',
  type: 'influxdb',
  access: 'proxy',
  url: 'http://echo:7007',
  jsonData: { dbName: 'plant' },
};
const contentDir = fixtureContent({
  '01-dashboards': {
    services: ['echo', 'grafana'],
    checks: ['{ id: source, check: grafana.datasource, datasource: wrong, within: 1 }'],
    blocks: [
      fence('id=add', `curl -s -u admin:admin --json '${JSON.stringify(source)}' http://grafana:3000/api/datasources`),
      fence('id=env', `curl -s "$GRAFANA_URL/api/health"`),
    ],
  },
});

describe('Grafana on the embedded stack of a runner', () => {
  let runner: StartedRunner;
  let client: RunnerClient;
  let status: StackStatus;
  before(async () => {
    runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
    const connected = await RunnerClient.connect(runner);
    client = connected.client;
    status = connected.welcome.stack;
    client.on('stack.state', (message) => {
      ({ status } = message);
    });
    await client.untilReady(status);
  });
  after(() => runner.stop());

  test('blocks find it by its name and by its variable; it finds others by theirs', async () => {
    assert.match((await client.runBlock(LESSON, 'env')).output, /"database":"ok"/);
    assert.match((await client.runBlock(LESSON, 'add')).output, /"message":"Datasource added"/);
    const { rows } = await client.verify(LESSON);
    assert.equal(rows[0]?.outcome, 'failed');
    // Echo is no InfluxDB, and was asked.
    assert.equal(rows[0]?.actual, 'Grafana says: InfluxDB returned error: not found error reading influxDB');
  });

  test('its page is a link of its service, and may be shown in a page on this machine only', async () => {
    const grafana = status.services.find(({ service }) => service === 'grafana');
    const url = grafana?.endpoints[0]?.url ?? '';
    assert.equal(grafana?.ui, `${url}/dashboards`);
    const page = await fetch(`${url}/dashboards`);
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'self' http:\/\/localhost:\*/);
    assert.equal((await fetch(`${url}/public/page/main.js`)).headers.get('content-type'), 'text/javascript; charset=utf-8');
  });
});
