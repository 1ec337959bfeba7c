"""A prefix in S3 and a workgroup -> whether Athena answers there as the local engine does, and nothing left behind."""

from athena_s3logs.selftest.prepared import SelfTest, prepare
from athena_s3logs.selftest.running import Report, run

__all__ = ["Report", "SelfTest", "prepare", "run"]
