"""From a URL to a connection, and what prevents that."""
