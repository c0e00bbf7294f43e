"""Who it is that answered `debug.ping`, if not the API server."""

from checks.web import Reply

WEB = "web-port"
FILES = "files-port"
GATEWAY = "gateway-error"
REDIRECT = "redirected"
PATH = "wrong-path"
OTHER = "other-website"
ERROR = "server-error"

RETRIED = (429, 502, 503, 509)
"""What the SDK does not take for an answer: it tries again, for hours."""


def stranger(ping: Reply, root: Reply, *, below: str) -> str:
    """The code for an answer without the envelope; `root` is what `/` answered, and `below` the
    path that the API server should lie below."""
    if ping.status == 200 and ping.is_html and b"clearml" in ping.body.lower():
        return WEB
    if root.status == 200 and root.body.strip() == b"OK":
        return FILES
    if ping.status == 404 and below:
        return PATH
    if ping.status in RETRIED:
        return GATEWAY
    if ping.status == 504:  # a gateway's, too, and an error to the SDK
        return ERROR
    return REDIRECT if 300 <= ping.status < 400 else OTHER
