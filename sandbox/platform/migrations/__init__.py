"""The databases' schemas, step by step: an alembic folder for each."""
