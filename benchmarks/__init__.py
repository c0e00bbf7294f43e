"""What healthcheck costs, measured against what one would write without it."""
