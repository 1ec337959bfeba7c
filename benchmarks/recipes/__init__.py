"""Documented tables and questions beside ours, over the same month of logs on Hive and Trino."""
