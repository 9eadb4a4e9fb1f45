import type { Service } from './define-service.ts';
import { echo } from './echo/service.ts';
import { flink } from './flink/service.ts';
import { grafana } from './grafana/service.ts';
import { influxdb } from './influxdb/service.ts';
import { kafka } from './kafka/service.ts';
import { mosquitto } from './mosquitto/service.ts';
import { rabbitmq } from './rabbitmq/service.ts';

/** Every service the runner can drive. Each embedded service's thread loads this, so a service.ts imports nothing big by itself. */
export const SERVICES: readonly Service[] = [rabbitmq, kafka, mosquitto, flink, influxdb, grafana, echo];
