"""What one job is doing right now, and what it waits for."""
