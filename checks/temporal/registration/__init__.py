"""Asking the workers themselves what they have registered, with tasks of our own."""
