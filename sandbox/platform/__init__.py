"""The reference training platform: what the checker is made for, as small as it can be."""
