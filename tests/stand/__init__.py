"""Athena's parts on one machine: S3 and Glue by moto, DDL by Hive's own driver, SQL by Trino."""
