"""Errors, texts, DuckDB connections, a company's home, the version: what has no meaning of its own."""
