import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { causeOf } from '../../../runner/services/flink/sql/cause.ts';

/** As the gateway of Flink 1.20.0 answers, with fewer lines of its own code between. */
const AROUND = `<Exception on server side:
org.apache.flink.table.gateway.api.utils.SqlGatewayException: org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.
\tat org.apache.flink.table.gateway.rest.handler.statement.FetchResultsHandler.handleRequest(FetchResultsHandler.java:91)
Caused by: org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.
\tat org.apache.flink.table.gateway.service.SqlGatewayServiceImpl.fetchResults(SqlGatewayServiceImpl.java:230)
\t... 48 more
Caused by: org.apache.flink.table.gateway.service.utils.SqlExecutionException: Failed to execute the operation 6d9ef96a-bfed-4e21-a888-502faa9b6008.
\tat org.apache.flink.table.gateway.service.operation.OperationManager$Operation.processThrowable(OperationManager.java:414)
`;
const END = '\t... 5 more\n\nEnd of exception on server side>';

describe('of a trace of Flink’s, what is shown', () => {
  test('is the cause with its place in the statement', () => {
    const trace = `${AROUND}Caused by: org.apache.flink.table.api.ValidationException: SQL validation failed. From line 1, column 15 to line 1, column 21: Object 'nothere' not found
\tat org.apache.flink.table.planner.calcite.FlinkPlannerImpl.validate(FlinkPlannerImpl.scala:200)
Caused by: org.apache.calcite.runtime.CalciteContextException: From line 1, column 15 to line 1, column 21: Object 'nothere' not found
\tat java.base/jdk.internal.reflect.NativeConstructorAccessorImpl.newInstance0(Native Method)
Caused by: org.apache.calcite.sql.validate.SqlValidatorException: Object 'nothere' not found
${END}`;
    assert.equal(causeOf(trace), "From line 1, column 15 to line 1, column 21: Object 'nothere' not found");
  });

  test('is said once when all causes say the same', () => {
    const says = 'Non-query expression encountered in illegal context';
    const trace = `${AROUND}Caused by: org.apache.flink.table.api.SqlParserException: SQL parse failed. ${says}
\tat org.apache.flink.table.planner.parse.CalciteParser.parseSqlList(CalciteParser.java:81)
Caused by: org.apache.calcite.sql.parser.SqlParseException: ${says}
Caused by: org.apache.calcite.runtime.CalciteException: ${says}
${END}`;
    assert.equal(causeOf(trace), says);
  });

  test('are the last two causes when they differ, without the lists that they end with', () => {
    const trace = `${AROUND}Caused by: org.apache.flink.table.api.ValidationException: Unable to create a source for reading table 'default_catalog.default_database.k'.

Table options are:

'connector'='kafkaa'
\tat org.apache.flink.table.factories.FactoryUtil.createDynamicTableSource(FactoryUtil.java:228)
Caused by: org.apache.flink.table.api.ValidationException: Cannot discover a connector using option: 'connector'='kafkaa'
\tat org.apache.flink.table.factories.FactoryUtil.enrichNoMatchingConnectorError(FactoryUtil.java:807)
Caused by: org.apache.flink.table.api.ValidationException: Could not find any factory for identifier 'kafkaa' in the classpath.

Available factory identifiers are:

blackhole
datagen
${END}`;
    assert.equal(
      causeOf(trace),
      "Cannot discover a connector using option: 'connector'='kafkaa'\nCould not find any factory for identifier 'kafkaa' in the classpath.",
    );
  });

  test('is what a job failed of, not that it failed', () => {
    const trace = `${AROUND}Caused by: java.util.concurrent.ExecutionException: org.apache.flink.client.program.ProgramInvocationException: Job failed (JobID: d932c14862645822e5e955b8896817b6)
Caused by: org.apache.flink.runtime.client.JobExecutionException: Job execution failed.
Caused by: org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy
Caused by: org.apache.flink.util.FlinkException: Global failure triggered by OperatorCoordinator for 'Source: kt[9] -> Sink: Collect table sink' (operator cbc357ccb763df2852fee8c4fc7d55f2).
Caused by: org.apache.flink.util.FlinkRuntimeException: Failed to list subscribed topic partitions due to 
Caused by: java.lang.RuntimeException: Failed to get metadata for topics [nope].
\tat org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriberUtils.getTopicMetadata(KafkaSubscriberUtils.java:47)
Caused by: java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.
Caused by: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.
${END}`;
    assert.equal(causeOf(trace), 'Failed to get metadata for topics [nope].\nThis server does not host this topic-partition.');
  });

  test('is the first line of what is no trace', () => {
    assert.equal(causeOf('Bad gateway\n<html>'), 'Bad gateway');
    assert.equal(causeOf(''), 'Flink does not say why.');
  });
});
