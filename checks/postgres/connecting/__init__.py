"""How to reach the server and to come in: URL, connection, and what that can meet."""
