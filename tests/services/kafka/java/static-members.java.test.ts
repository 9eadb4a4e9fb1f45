import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { installJava, kafkaLibs, spawnJava } from '../../../conformance/kafka/java.ts';
import { eventually } from '../../../support/eventually.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';
import { WireClient } from '../wire-client.ts';
import { mainOf } from './tools.ts';

const VERSION = '3.9.1';
const GROUP = 'statics';
const TOPIC = 'kept-places';

type Row = { memberId: string; groupInstanceId: string; memberAssignment: Buffer };
type Running = { child: ChildProcess; lines: () => string[] };

describe('static members that are Java consumers', { skip: installJava() ?? false }, () => {
  let broker: TestBroker;
  let client: WireClient;
  let libs = '';
  const running: ChildProcess[] = [];

  const consume = (instance: string): Running => {
    const properties = { 'group.instance.id': instance, 'session.timeout.ms': 45_000, 'auto.commit.interval.ms': 100 };
    const args = [
      ...['--bootstrap-server', `127.0.0.1:${broker.port}`, '--topic', TOPIC, '--group', GROUP, '--from-beginning'],
      ...['--property', 'print.partition=true'],
      ...Object.entries(properties).flatMap(([name, value]) => ['--consumer-property', `${name}=${value}`]),
    ];
    const child = spawnJava({ libs, main: mainOf('consumer', VERSION), args });
    running.push(child);
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    return { child, lines: () => text.split('\n').slice(0, -1) };
  };
  /** The members by their instance, once the group is stable with both of them. */
  const members = async (): Promise<Record<string, Row>> => {
    const { groups } = await client.call('DescribeGroups', 5, { groups: [GROUP] });
    const [group] = groups as { groupState: string; members: Row[] }[];
    assert.equal(group?.groupState, 'Stable');
    assert.equal(group.members.length, 2);
    return Object.fromEntries(group.members.map((member) => [member.groupInstanceId, member]));
  };
  /** The generation in which the broker takes this member's heartbeat; each rebalance makes a new one. */
  const generationOf = async ({ memberId, groupInstanceId }: Row): Promise<number> => {
    for (let generationId = 1; generationId < 20; generationId++) {
      const { errorCode } = await client.call('Heartbeat', 4, { groupId: GROUP, generationId, memberId, groupInstanceId });
      if (errorCode === 0) return generationId;
    }
    throw new Error('The broker takes no heartbeat.');
  };
  const send = async (value: string) => {
    const producer = broker.kafka().producer();
    await producer.connect();
    await producer.send({ topic: TOPIC, messages: [0, 1].map((partition) => ({ partition, value })) });
    await producer.disconnect();
  };
  const hasRead = async ({ lines }: Running, value: string): Promise<string> =>
    await eventually(() => {
      const line = lines().find((each) => each.endsWith(`\t${value}`));
      assert.ok(line, lines().join('\n'));
      return line;
    });

  before(async () => {
    libs = await kafkaLibs(VERSION);
    broker = await startBroker();
    client = await WireClient.open(broker.port);
    await client.call('CreateTopics', 7, { topics: [{ name: TOPIC, numPartitions: 2, replicationFactor: 1 }] });
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    client.end();
    await broker.stop();
  });

  test('one that is killed and comes back has its partition again, and the other one notices nothing', async () => {
    const [one, other] = [consume('one'), consume('other')];
    const first = await eventually(members);
    const generation = await generationOf(first.other as Row);
    await send('before');
    const place = await hasRead(one, 'before');
    await hasRead(other, 'before');

    one.child.kill('SIGKILL');
    await once(one.child, 'close');
    await send('meanwhile');
    await hasRead(other, 'meanwhile');
    assert.deepEqual(await members(), first, 'its place is kept as long as its session lasts');

    const again = consume('one');
    assert.equal(await hasRead(again, 'meanwhile'), place.replace('before', 'meanwhile'), 'it goes on in its old partition');
    const second = await members();
    assert.notEqual(second.one?.memberId, first.one?.memberId);
    assert.deepEqual(second.one?.memberAssignment, first.one?.memberAssignment);
    assert.deepEqual(second.other, first.other);
    assert.equal(await generationOf(second.other as Row), generation, 'there was no rebalance');
    assert.deepEqual(
      other.lines().map((line) => line.split('\t')[1]),
      ['before', 'meanwhile'],
    );
  });
});
