"""Asking for a URL without keys, as the browser or the trainer does that was given one."""

import ssl
from collections.abc import Mapping

from checks.storage.store import ENOUGH, NAME, VERSION, Fetched, authorities
from checks.web import HttpUrl, proxy


class Fetching:
    """One connection, on the library's thread; nothing is tried twice, no redirect is followed."""

    def __init__(self, url: HttpUrl, patience: float) -> None:
        import httpx

        between = proxy(url)
        self._client = httpx.Client(
            proxy=between.url.reveal() if between else None,
            trust_env=False,
            headers={"User-Agent": f"{NAME}/{VERSION}"},
            verify=ssl.create_default_context(cafile=authorities()) if url.tls else False,
            timeout=patience,
        )

    def fetch(
        self,
        method: str,
        url: str,
        data: bytes = b"",
        *,
        headers: Mapping[str, str] | None = None,
        most: int = ENOUGH,
    ) -> Fetched:
        """The status and the beginning of the body; TimeoutError where that takes too long."""
        import httpx

        body = data if method == "PUT" else None
        said = b""
        try:
            with self._client.stream(method, url, content=body, headers=headers) as answer:
                for piece in answer.iter_raw():
                    said += piece
                    if len(said) >= most:
                        break
        except httpx.TimeoutException as error:
            raise TimeoutError(str(error)) from error
        return Fetched(answer.status_code, said[:most], answer.headers.get("x-amz-version-id"))

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()
