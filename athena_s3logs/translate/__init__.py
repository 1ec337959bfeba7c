"""A query checked for what answers alike on Athena and DuckDB, and its translation for the latter."""

from athena_s3logs.translate.athena import to_athena
from athena_s3logs.translate.check import Problem, check
from athena_s3logs.translate.macros import SETTINGS, macros
from athena_s3logs.translate.rules import to_duckdb

__all__ = ["SETTINGS", "Problem", "check", "macros", "to_athena", "to_duckdb"]
