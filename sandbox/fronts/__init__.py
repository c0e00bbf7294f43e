"""HTTP servers that stand before a real one, and answer some requests themselves."""
