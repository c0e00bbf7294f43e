"""What tables look like: read from a database, kept in a file, and held against each other."""
