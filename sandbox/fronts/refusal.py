"""An S3 error as XML, and a clock that is not ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from sandbox.exchange import Answer, Asked


@dataclass(frozen=True)
class Refusal:
    status: int
    code: str
    message: str

    def answer(self, asked: Asked) -> Answer:
        """A HEAD's has no body, and so no code."""
        text = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<Error>'
            f"<Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        ).encode()
        headers = (
            (b"content-type", b"application/xml"),
            (b"content-length", str(len(text)).encode()),
        )
        return Answer(self.status, headers, b"" if asked.method == "HEAD" else text)


TOO_SKEWED = Refusal(
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the server's time is too large.",
)


@dataclass(frozen=True)
class Clock:
    ahead: timedelta

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def dated(self, answer: Answer) -> Answer:
        return answer.with_header("date", format_datetime(self.now, usegmt=True))
