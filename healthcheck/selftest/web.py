"""What a web server can do wrong."""

import json
import re
import zlib
from collections.abc import Callable, Mapping

from healthcheck.selftest.hostile import TEXT
from healthcheck.selftest.manners import endless
from healthcheck.selftest.serving import Caller, Talk

END = b"\r\n\r\n"
_PATH = re.compile(rb"^[A-Z]+ (\S+) HTTP/", re.MULTILINE)
_GIGABYTES = 10 * 1024**3
_LAUGHS = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 12))
_ENTITIES = f'<!DOCTYPE x [<!ENTITY e0 "ha">{_LAUGHS}]><Error><Code>&e11;</Code></Error>'
_ERROR = f"<Error><Code>{TEXT}</Code><Message>{TEXT}</Message><Resource>{TEXT}</Resource></Error>"
_PAGE = f"<html><head><title>{TEXT}</title></head><body><h1>{TEXT}</h1></body></html>"
_NAMES = ("meta", "error", "message", "detail", "result_msg", "issuer", "jwks_uri", "status")
_DOCUMENT = {TEXT: TEXT, "data": {TEXT: [TEXT]}} | dict.fromkeys(_NAMES, TEXT)
_HEADERS = ("Server", "Location", "Date", "WWW-Authenticate", "X-Minio-Error-Code", "Content-Type")


def _head(status: str, **headers: object) -> bytes:
    lines = (f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{''.join(lines)}\r\n".encode()


def page(status: str, kind: str, body: str, **headers: object) -> bytes:
    """A whole answer."""
    said = body.encode()
    return _head(status, Content_Type=kind, Content_Length=len(said), **headers) + said


def _always(answer: bytes) -> Talk:
    return _answering(lambda path: answer)


def _answering(answer: Callable[[bytes], bytes]) -> Talk:
    """Answers each request by its path."""

    async def talk(caller: Caller) -> None:
        asked = b""
        while piece := await caller.heard():
            *requests, asked = (asked + piece).split(END)
            for request in requests:
                found = _PATH.search(request)
                await caller.say(answer(found[1] if found else b"/"))

    return talk


def _moved(path: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + path + END


def _to_and_fro(path: bytes) -> bytes:
    there = path.removesuffix(b"/again") if path.endswith(b"/again") else path + b"/again"
    return _moved(there or b"/")


def _bomb() -> tuple[bytes, bytes]:
    """The head of a gzip stream, and a block of it that unpacks to a megabyte, wherever it is."""
    packing = zlib.compressobj(level=9, wbits=-15)
    block = packing.compress(bytes(1024**2)) + packing.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", block


def _compressed() -> Talk:
    head, block = _bomb()
    begins = _head("200 OK", Content_Type="application/json", Content_Encoding="gzip")
    return endless(begins + head, block)


_JSON, _XML, _HTML = "application/json", "application/xml", "text/html"

WEB: Mapping[str, Talk] = {
    "redirect-to-itself": _answering(_moved),
    "redirect-to-and-fro": _answering(_to_and_fro),
    "no-content": _always(_head("204 No Content")),
    "10-gigabytes": endless(_head("200 OK", Content_Type=_JSON, Content_Length=_GIGABYTES), b" "),
    "10-gigabytes-of-error": endless(
        _head("500 Oops", Content_Type=_XML, Content_Length=_GIGABYTES), b"<Error>"
    ),
    "endless-chunks": endless(
        _head("200 OK", Content_Type=_JSON, Transfer_Encoding="chunked"),
        b"1000\r\n" + b" " * 4096 + b"\r\n",
    ),
    "endless-headers": endless(b"HTTP/1.1 200 OK\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n"),
    "endless-continue": endless(b"", b"HTTP/1.1 100 Continue\r\nX-Filler: " + b"x" * 4096 + END),
    "gzip-bomb": _compressed(),
    "nested-json": _always(page("200 OK", _JSON, "[" * 100_000)),
    "huge-number": _always(page("200 OK", _JSON, f'{{"meta": {"9" * 5000}}}')),
    "entities": _always(page("403 Forbidden", _XML, _ENTITIES)),
    "wrong-length": _always(_head("200 OK", Content_Length="-1")),
    "wrong-chunks": _always(_head("200 OK", Transfer_Encoding="chunked") + b"zz\r\nzz\r\n"),
    "wrong-charset": _always(page("200 OK", "text/html; charset=no-such", "<title>x</title>")),
    "wrong-gzip": _always(page("200 OK", _JSON, "{}", Content_Encoding="gzip")),
    "hostile-json": _always(page("200 OK", _JSON, json.dumps(_DOCUMENT))),
    "hostile-json-error": _always(page("400 Bad Request", _JSON, json.dumps(_DOCUMENT))),
    "hostile-xml": _always(page("403 Forbidden", _XML, _ERROR)),
    "hostile-html": _always(page("500 Oops", _HTML, _PAGE)),
    "hostile-reason": _always(page(f"503 {TEXT}", _HTML, _PAGE)),
    "hostile-headers": _always(_head("200 OK", Content_Length=0, **dict.fromkeys(_HEADERS, TEXT))),
    "hostile-redirect": _always(
        _head("302 Found", Content_Length=0, Location=f"http://owned.invalid/{TEXT}")
    ),
}
"""By their names."""
