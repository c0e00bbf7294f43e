"""Who polls a queue, and which of these live: what the server has seen, judged."""
