"""The revisions of the Platform DB."""
