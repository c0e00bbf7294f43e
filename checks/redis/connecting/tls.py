"""How a URL wants TLS, by redis-py's options."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from healthcheck import Malformed, Secret

VERIFYING = ("required", "optional", "none")
FLAGS = ("ssl_include_verify_flags", "ssl_exclude_verify_flags")
FILES = ("ssl_ca_certs", "ssl_ca_path", "ssl_certfile", "ssl_keyfile")
TEXTS = (*FILES, "ssl_ca_data", "ssl_ciphers", "ssl_min_version", *FLAGS)
NONE = Secret("")
_FALSE = ("0", "f", "false", "n", "no")


@dataclass(frozen=True, slots=True)
class Tls:
    """`verify` is redis-py's ssl_cert_reqs; `texts` are its other options, as they stand there."""

    verify: str = "required"
    check_hostname: bool = True
    texts: tuple[tuple[str, str], ...] = ()
    key_password: Secret = NONE

    def options(self) -> dict[str, Any]:
        """What redis-py takes."""
        told: dict[str, Any] = dict(self.texts)
        told.update({name: _flags(told[name]) for name in FLAGS if name in told})
        if "ssl_min_version" in told:
            told["ssl_min_version"] = int(told["ssl_min_version"])
        if self.key_password:
            told["ssl_password"] = self.key_password.reveal()
        return {
            "ssl": True,
            "ssl_cert_reqs": self.verify,
            "ssl_check_hostname": self.check_hostname and self.verify != "none",
            **told,
        }

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """By the options of a URL; Malformed with a sentence where redis-py refuses one."""
        verify = query.get("ssl_cert_reqs", "required")
        if verify not in VERIFYING:
            raise Malformed(f"its ssl_cert_reqs is none of {', '.join(VERIFYING)}")
        if not query.get("ssl_min_version", "0").isdecimal():
            raise Malformed("its ssl_min_version is not a number such as 771 (TLS 1.2)")
        for name in FLAGS:
            if not all(each in ssl.VerifyFlags.__members__ for each in _names(query.get(name, ""))):
                raise Malformed(f"its {name} names a flag that Python does not have")
        return cls(
            verify=verify,
            check_hostname=query.get("ssl_check_hostname", "true").lower() not in _FALSE,
            texts=tuple((name, query[name]) for name in TEXTS if name in query),
            key_password=Secret(query.get("ssl_password", "")),
        )


def _names(text: str) -> list[str]:
    return [each.strip() for each in text.strip("[]").split(",") if each.strip()]


def _flags(text: str) -> list[ssl.VerifyFlags]:
    return [ssl.VerifyFlags[each] for each in _names(text)]
