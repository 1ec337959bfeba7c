"""Logs that were read once, as Parquet segments, and a manifest of what stands in them."""
