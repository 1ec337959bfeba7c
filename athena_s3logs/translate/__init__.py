"""A query checked for what answers alike on Athena and DuckDB, and its translation for the latter."""

from athena_s3logs.translate.check import Problem, check
from athena_s3logs.translate.macros import SETUP
from athena_s3logs.translate.rules import to_athena, to_duckdb

__all__ = ["SETUP", "Problem", "check", "to_athena", "to_duckdb"]
