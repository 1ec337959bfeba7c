"""Athena's JSON API over the stand: what boto3 and PyAthena ask of Athena, answered by Hive, Trino and moto's S3."""
