import * as z from 'zod';

/** Every service of the tracks by its one id: folder, compose label, `in=`, prefix of its checks. The value is its name in text. */
export const SERVICE_TITLES = {
  echo: 'Echo',
  rabbitmq: 'RabbitMQ',
  kafka: 'Kafka',
  connect: 'Kafka Connect',
  'schema-registry': 'Schema Registry',
  ksqldb: 'ksqlDB',
  kudu: 'Kudu',
  impala: 'Impala',
  openldap: 'OpenLDAP',
  nifi: 'NiFi',
  mysql: 'MySQL',
  spark: 'Spark',
  logstash: 'Logstash',
  elasticsearch: 'Elasticsearch',
  kibana: 'Kibana',
  mosquitto: 'Mosquitto',
  flink: 'Flink',
  influxdb: 'InfluxDB',
  grafana: 'Grafana',
  kdb: 'kdb+',
} as const;

export type ServiceId = keyof typeof SERVICE_TITLES;
export const SERVICE_IDS = Object.keys(SERVICE_TITLES) as [ServiceId, ...ServiceId[]];
export const serviceId = z.enum(SERVICE_IDS);

/**
 * Services whose command-line programs have stand-ins on the embedded stack (`commands` in their `service.ts`): a block
 * with `in=` runs in the shell there, and in the service's container on the Docker stack.
 */
export const STAND_INS: readonly ServiceId[] = ['kafka', 'mosquitto'];
