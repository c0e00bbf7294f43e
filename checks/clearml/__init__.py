"""ClearML: are jobs tracked, or does the worker hang on it?

The API server logs people in while Redis is away, and creates tasks while Elasticsearch is: so each
store behind it has a step that tells of it.
"""

from checks.clearml.steps import clearml
from checks.clearml.target import ClearmlTarget

__all__ = ["ClearmlTarget", "clearml"]
