"""Who keeps the operation's statements waiting."""
