"""A web server: does it answer as it should, and would a backend take the request?"""

from checks.http.expecting import Headers, Json
from checks.http.following import Redirects
from checks.http.request import Path, Request
from checks.http.steps import http
from checks.http.target import HttpTarget, Status, Token

__all__ = [
    "Headers",
    "HttpTarget",
    "Json",
    "Path",
    "Redirects",
    "Request",
    "Status",
    "Token",
    "http",
]
