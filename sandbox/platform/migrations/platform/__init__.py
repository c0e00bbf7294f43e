"""The Platform DB's schema."""
