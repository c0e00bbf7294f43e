"""The revisions of the User DB."""
