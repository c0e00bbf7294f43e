"""The ways of an S3 store to fail, by the codes in its answers."""

from checks.storage.store import StoreError
from checks.web import FAULTS as WEB
from healthcheck import Fault

ERROR = f"{StoreError.__module__}.{StoreError.__name__}"

FAULTS = (
    *WEB,
    Fault(
        ERROR,
        "clock",
        "clock-skew",
        "{address} refuses the signature for its time: the clocks differ by over 15 min",
        text="^RequestTimeTooSkewed:",
    ),
    Fault(
        ERROR,
        "authenticated",
        "unknown-key",
        "the user of this access key is disabled: {text}",
        text="^InvalidAccessKeyId:.*disabled",
        hint="As administrator: mc admin user enable ALIAS <access key>, or use other keys.",
    ),
    Fault(
        ERROR,
        "authenticated",
        "expired-keys",
        "{address} says that these keys have expired: {text}",
        text="^(ExpiredToken|TokenRefreshRequired|XMinioInvalidAccessKeyExpired):|"
        "^(InvalidAccessKeyId|AccessDenied):.*expired",
    ),
    Fault(
        ERROR,
        "authenticated",
        "unknown-key",
        "{address} does not know this access key",
        text="^(InvalidAccessKeyId|Unauthorized):",
    ),
    Fault(
        ERROR,
        "authenticated",
        "key-length",
        "{address} refuses the access key for its length: {text}",
        text="^InvalidArgument:.*access key has length",
    ),
    Fault(
        ERROR,
        "authenticated",
        "wrong-secret",
        "{address} knows the access key, and the secret key does not fit it",
        text="^SignatureDoesNotMatch:",
    ),
    Fault(
        ERROR,
        "authenticated",
        "wrong-region",
        "{address} expects another region: {text}",
        text="^(AuthorizationHeaderMalformed:.*region|InvalidRegion:|InvalidRegionName:)",
    ),
    Fault(
        ERROR,
        "authenticated",
        "no-permission",
        "{address} does not allow these keys what was asked: {text}",
        text="^(AccessDenied|AllAccessDisabled):",
    ),
    Fault(
        ERROR,
        "authenticated",
        "redirected",
        "{address} sends what is signed elsewhere: {text}",
        text="^HTTP 3..:",
    ),
    Fault(ERROR, "buckets", "unknown-bucket", "{text}", text="^NoSuchBucket:"),
    Fault(
        ERROR,
        "writable",
        "full",
        "{address} has no room left: {text}",
        text="^(XMinioStorageFull|XMinioAdminBucketQuotaExceeded|QuotaExceeded|"
        "InsufficientStorage|HTTP 507):",
    ),
    Fault(
        ERROR,
        "reachable",
        "starting-up",
        "{address} has started, and does not serve yet: {text}",
        text="^XMinioServerNotInitialized:",
    ),
    Fault(
        ERROR,
        "reachable",
        "unavailable",
        "{address} cannot serve now: {text}",
        text="^(ServiceUnavailable|SlowDown[A-Za-z]*|InternalError|"
        "XMinio[A-Za-z]*Quorum|HTTP 5..):",
    ),
    Fault(
        ERROR,
        "reachable",
        "other-service",
        "something before the store answers in its place: {text}",
        text="^HTTP ",
        hint="Look for a proxy that does not pass on what is signed, or limits its size.",
    ),
    # the last one: a code that has no row is a refusal all the same
    Fault(ERROR, "authenticated", "refused-by-store", "{address} refuses what was asked: {text}"),
)
