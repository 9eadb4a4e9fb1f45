CREATE TABLE IF NOT EXISTS `lines` (line STRING) WITH (
  'connector' = 'kafka',
  'topic' = 'lines',
  'properties.bootstrap.servers' = 'kafka:9092',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'raw'
);

-- A count changes with every word: the newest one of a word is its row.
CREATE TABLE IF NOT EXISTS words (
  word STRING,
  n BIGINT,
  PRIMARY KEY (word) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'words',
  'properties.bootstrap.servers' = 'kafka:9092',
  'key.format' = 'raw',
  'value.format' = 'json'
);

SET 'pipeline.name' = 'word-count';

INSERT INTO words
SELECT word, COUNT(*) AS n
FROM `lines` CROSS JOIN UNNEST(SPLIT(LOWER(line), ' ')) AS w (word)
GROUP BY word;
