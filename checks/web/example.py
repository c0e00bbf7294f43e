"""What a web server says, for examples of those that are one."""


def page(status: str, kind: str, body: str) -> bytes:
    """A whole answer."""
    said = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(said)}\r\n\r\n"
    return head.encode() + said


def unending(status: str, kind: str, body: str) -> bytes:
    """The beginning of an answer of 10 GB."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {10 * 1024**3}\r\n\r\n"
    return (head + body).encode()
