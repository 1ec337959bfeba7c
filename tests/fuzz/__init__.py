"""Random expressions, answered by Trino and by DuckDB."""
