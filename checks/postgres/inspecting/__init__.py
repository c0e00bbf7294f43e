"""What the sessions of a database are at right now."""
