-- Partitions without new samples do not hold up the clock of the others.
SET 'table.exec.source.idle-timeout' = '1 s';

CREATE TABLE IF NOT EXISTS machine_data (
  machine STRING,
  metric STRING,
  sequence BIGINT,
  `time` BIGINT,
  `values` ARRAY<DOUBLE>,
  event_time AS TO_TIMESTAMP_LTZ(`time`, 3),
  WATERMARK FOR event_time AS event_time - INTERVAL '2' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = 'machine.data',
  'properties.bootstrap.servers' = 'kafka:9092',
  'properties.group.id' = 'flink',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json'
);

-- Each sample as it came, under the name of its machine.
CREATE TABLE IF NOT EXISTS machine_out (
  machine STRING,
  metric STRING,
  sequence BIGINT,
  `time` BIGINT,
  `values` ARRAY<DOUBLE>
) WITH (
  'connector' = 'kafka',
  'topic' = 'machine.out',
  'properties.bootstrap.servers' = 'kafka:9092',
  'key.format' = 'raw',
  'key.fields' = 'machine',
  'format' = 'json'
);

-- Both metrics of a machine in one second, under the names of both: a later result takes the place of an earlier one.
CREATE TABLE IF NOT EXISTS machine_joined (
  machine STRING,
  window_start TIMESTAMP(3),
  mean_vibration DOUBLE,
  mean_power DOUBLE,
  PRIMARY KEY (machine, window_start) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'machine.out',
  'properties.bootstrap.servers' = 'kafka:9092',
  'key.format' = 'json',
  'value.format' = 'json'
);

CREATE VIEW IF NOT EXISTS readings AS
SELECT machine, metric, event_time, reading
FROM machine_data CROSS JOIN UNNEST(`values`) AS v (reading);

SET 'pipeline.name' = 'forward-and-join';

EXECUTE STATEMENT SET
BEGIN
  INSERT INTO machine_out SELECT machine, metric, sequence, `time`, `values` FROM machine_data;

  INSERT INTO machine_joined
  SELECT v.machine, v.window_start, v.mean, p.mean
  FROM (
    SELECT machine, window_start, window_end, AVG(reading) AS mean
    FROM TABLE(TUMBLE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' SECOND))
    WHERE metric = 'vibration'
    GROUP BY machine, window_start, window_end
  ) AS v
  JOIN (
    SELECT machine, window_start, window_end, AVG(reading) AS mean
    FROM TABLE(TUMBLE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' SECOND))
    WHERE metric = 'power'
    GROUP BY machine, window_start, window_end
  ) AS p
  ON v.machine = p.machine AND v.window_start = p.window_start AND v.window_end = p.window_end;
END;
