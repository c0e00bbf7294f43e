"""The User DB's schema."""
