"""Tests of athena_s3logs."""
