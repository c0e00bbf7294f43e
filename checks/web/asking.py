"""Requests: one server, no retries, no redirects, no proxy but the one we can name."""

import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import healthcheck
from checks.web.faults import NoAuthorities, ProxyFailed
from checks.web.proxies import Proxy, proxy
from checks.web.url import HttpUrl
from healthcheck import join_address

if TYPE_CHECKING:
    import httpx

ENOUGH = 4 * 1024 * 1024
"""Bytes of a body after which no more of it is read."""

_ANY_HEADER = zlib.MAX_WBITS | 32
"""To zlib: gzip's header, or its own."""

GATEWAY = (407, 502, 503, 504)
"""What a proxy answers by itself where it cannot, or may not, pass a request on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers by their names in small letters, and its body.

    `expires` is when the server's certificate does, in seconds of the epoch; None without one.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    expires: float | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the body is all that came."""
        return len(self.body) < ENOUGH

    @property
    def is_html(self) -> bool:
        """Whether it is meant for a browser."""
        return self.headers.get("content-type", "").startswith("text/html")


def leads_to(reply: Reply) -> str:
    """Where a redirect leads, without what may be secret; empty where that cannot be read."""
    try:
        place = urlsplit(reply.headers.get("location", ""))
        where = f"//{join_address(place.hostname, place.port or 0)}" if place.hostname else ""
    except ValueError:
        return ""
    scheme = f"{place.scheme}:" if place.scheme else ""
    return f"{scheme}{where.removesuffix(':0')}{place.path}"


@dataclass(frozen=True, slots=True)
class Web:
    """A client of one server; paths are appended to its URL's."""

    client: "httpx.AsyncClient"
    url: HttpUrl
    proxy: Proxy | None = None

    async def ask(
        self,
        path: str = "",
        *,
        method: str = "GET",
        json: object = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        body: bool = True,
    ) -> Reply:
        """The answer, whatever its status; its body only where that is wanted.

        Without a path, the URL itself is asked for. Raises what httpx raises, and ProxyFailed where
        it was the proxy.
        """
        import httpx

        place = path or self.url.exact
        request = self.client.build_request(
            method, place, json=json, data=form, files=files, headers=headers
        )
        try:
            response = await self.client.send(request, auth=auth, stream=True)
            try:
                said = await _read(response) if body else b""
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            if self.proxy is None or _is_about_tls(error):
                raise
            raise ProxyFailed(_blame(self.proxy, self.url, _root(error))) from error
        if self.proxy and not self.url.tls and response.status_code in GATEWAY:
            raise ProxyFailed(_blame(self.proxy, self.url, f"HTTP {response.status_code}"))
        expires = _expires(response)
        return Reply(response.status_code, dict(response.headers), said, expires)


@asynccontextmanager
async def open_web(url: HttpUrl) -> AsyncIterator[Web]:
    """A client without time-outs of its own: the step's limit holds, and the engine tells silent
    from slow when it ends."""
    import httpx

    between = proxy(url)
    try:
        client = httpx.AsyncClient(
            base_url=url.base,
            proxy=between.url.reveal() if between else None,
            trust_env=False,  # the proxy is chosen here, so that it can be named
            verify=_certificates() if url.tls or between else False,
            headers={
                "User-Agent": f"healthcheck/{healthcheck.__version__}",
                "Accept-Encoding": "identity",  # a little that is sent may become a lot
            },
            timeout=None,
        )
    except (ImportError, ValueError, httpx.InvalidURL):  # SOCKS without socksio, and no URL at all
        said = f"requests for {url.host} would go through {between}, which httpx cannot use"
        raise ProxyFailed(said) from None
    async with client:
        yield Web(client, url, between)


def _certificates() -> ssl.SSLContext:
    """The authorities that httpx trusts, or those of SSL_CERT_FILE and SSL_CERT_DIR."""
    import httpx

    try:
        return httpx.create_ssl_context(trust_env=True)
    except OSError as error:  # an ssl.SSLError is one, too
        raise NoAuthorities(str(error)) from error


async def _read(response: "httpx.Response") -> bytes:
    """At most ENOUGH bytes, both of what is sent and of what that becomes."""
    said = b""
    async for piece in response.aiter_raw():
        said += piece
        if len(said) >= ENOUGH:
            break
    return _unpacked(said[:ENOUGH], response)


def _unpacked(said: bytes, response: "httpx.Response") -> bytes:
    """Some servers compress for whoever did not ask for it, too."""
    import httpx

    if response.headers.get("content-encoding", "").lower() not in ("gzip", "x-gzip", "deflate"):
        return said
    try:
        return zlib.decompressobj(_ANY_HEADER).decompress(said, ENOUGH)
    except zlib.error as error:
        raise httpx.DecodingError(str(error), request=response.request) from error


def _expires(response: "httpx.Response") -> float | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream else None
    told = tls.getpeercert() if tls else None
    return float(ssl.cert_time_to_seconds(told["notAfter"])) if told else None


def _blame(between: Proxy, url: HttpUrl, said: str) -> str:
    return f"requests for {url.host} go through the proxy {between}, and that failed: {said}"


def _root(error: BaseException) -> str:
    """What lies deepest says most: httpx has only that all attempts failed."""
    while deeper := error.__cause__ or error.__context__:
        error = deeper
    return str(error) or type(error).__name__


def _is_about_tls(error: BaseException | None) -> bool:
    """Whether the server's end of a tunnel is to blame, or whoever looks into it."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
