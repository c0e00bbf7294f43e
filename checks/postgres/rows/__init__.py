"""Queries that must give rows: put to the server, and judged."""
