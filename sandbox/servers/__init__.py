"""The servers of a stack, a module each."""
