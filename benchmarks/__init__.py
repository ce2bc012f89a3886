"""Benchmarks: ratios against plain DuckDB doing the bare scan in the same run."""
