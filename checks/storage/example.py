"""What a store could say: for `healthcheck selftest`."""

from checks.web.example import page, unending
from healthcheck import Example

_XML = "application/xml"
_KEYS = {"access_key": "0123456789abcdef0123456789abcdef", "secret_key": "f" * 64}


def error(text: str) -> bytes:
    """A refusal. XML has no place for the oldest control characters."""
    said = "".join(each for each in text if each >= " ")
    told = f"<Code>AccessDenied</Code><Message>{said}</Message><Resource>{said}</Resource>"
    return page("403 Forbidden", _XML, f"<Error>{told}</Error>")


_HOSTILE = "owned \x9b31m\u202e\u200b"
_OBJECT = f"<Contents><Key>{_HOSTILE}</Key><Size>9</Size></Contents>"
_LISTING = f"<ListBucketResult><Name>{_HOSTILE}</Name>{_OBJECT}"
_BUCKETS = f"<Buckets><Bucket><Name>{_HOSTILE}</Name></Bucket></Buckets>"
_OWN = f"<ListAllMyBucketsResult>{_BUCKETS}</ListAllMyBucketsResult>"

EXAMPLE = Example(
    {
        "endpoint": "http://{address}",
        **_KEYS,
        "buckets": ["data (list, read, write): data"],
        "objects": ["data/object"],
    },
    error=error,
    scripts={
        "late-error": [page("403 Forbidden", _XML, "<Error><Code>AccessDenied</Code></Error>")] * 2
        + [page("500 Oops", _XML, f"<Error><Code>{_HOSTILE}</Code></Error>")],
        "odd-listing": [error("no"), page("200 OK", _XML, f"{_LISTING}</ListBucketResult>")],
        "odd-buckets": [error("no"), page("200 OK", _XML, _OWN)],
    },
    endless={
        "listing": (unending("200 OK", _XML, _LISTING), _OBJECT.encode()),
        "error": (unending("403 Forbidden", _XML, "<Error>"), b"<Code>AccessDenied</Code>"),
    },
)
