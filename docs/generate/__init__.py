"""`python -m docs.generate` writes `docs/checks/` from the code; `tests/test_docs.py` compares."""
