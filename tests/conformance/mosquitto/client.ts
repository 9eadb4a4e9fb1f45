import { connect, type IClientOptions, type MqttClient } from 'mqtt';

/** A message as a client got it. */
export type Got = { topic: string; text: string; qos: number; retain: boolean; dup: boolean };

/** A client of a test: the real mqtt, with what it got. */
export type TestClient = {
  mqtt: MqttClient;
  got: Got[];
  /** The broker knew it. */
  isSessionPresent: boolean;
  leave: () => Promise<void>;
  /** Goes without a word. */
  vanish: () => void;
};

/** Connects. What a session has kept may come with the answer, so it listens from the start. */
export async function connectClient(port: number, options: IClientOptions = {}): Promise<TestClient> {
  const got: Got[] = [];
  const mqtt = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...options });
  mqtt.on('message', (topic, payload, { qos, retain, dup }) => {
    got.push({ topic, text: payload.toString(), qos, retain, dup });
  });
  const isSessionPresent = await new Promise<boolean>((resolve, reject) => {
    mqtt.once('connect', ({ sessionPresent }) => resolve(sessionPresent));
    mqtt.on('error', reject); // later ones are seen in what is asked
    mqtt.once('close', () => reject(new Error('The broker closed the connection.')));
  });
  return { mqtt, got, isSessionPresent, leave: async () => await mqtt.endAsync(), vanish: () => mqtt.stream.destroy() };
}
