"""The command athena-s3logs: parse, one call of S3Logs, print."""

from athena_s3logs.cli import catalogue, costs, demo, logs, packs, questions, selftest, store, tables
from athena_s3logs.cli.group import main

__all__ = ["catalogue", "costs", "demo", "logs", "main", "packs", "questions", "selftest", "store", "tables"]
