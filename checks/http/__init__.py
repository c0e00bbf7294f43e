"""A web server: does it answer as it should, and would a backend take the request?"""

from checks.http.request import Path, Request
from checks.http.steps import http
from checks.http.target import HttpTarget, Status, Token

__all__ = ["HttpTarget", "Path", "Request", "Status", "Token", "http"]
