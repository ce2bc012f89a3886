"""Second stage: permanent history in one DuckDB file, every row with its event time and its load batch."""
