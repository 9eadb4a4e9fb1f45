#!/bin/bash
# Flink's SQL gateway, as far as a container needs the script of the distribution: sql-gateway.sh start-foreground [-Dkey=value …]
[ "$1" = start-foreground ] || { echo 'sql-gateway.sh: only start-foreground is known in this image' >&2; exit 2; }
# shellcheck disable=SC2086 # options are words
exec flink-java console ${JVM_ARGS} -XX:+ExitOnOutOfMemoryError org.apache.flink.table.gateway.SqlGateway "${@:2}"
