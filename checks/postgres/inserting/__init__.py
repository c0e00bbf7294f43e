"""The platform's own INSERT: what the settings say of it, tried, undone, and judged."""
