"""Every check against servers that do everything wrong: does it end in time, tell what it met, keep
what it was told from the terminal, and read no more than it can use?"""
