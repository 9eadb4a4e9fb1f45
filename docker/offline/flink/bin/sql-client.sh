#!/bin/bash
# Flink's SQL client at a terminal: sql-client.sh gateway --endpoint flink-sql-gateway:8083
exec flink-java cli -Xmx256m org.apache.flink.table.client.SqlClient "$@"
