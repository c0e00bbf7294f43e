"""How an identity provider can stand in the way."""

from checks import web
from healthcheck import Code

CODES = (
    web.PROXIED,
    Code(
        "unknown-realm",
        "The server is Keycloak, and has no realm of that name.",
        "Correct the realm's setting (its name is case-sensitive), or create the realm.",
    ),
    Code(
        "wrong-path",
        "A web server answers, and there is no discovery document below this URL. Keycloak before "
        "version 17 has its realms below /auth, later ones do not.",
        "Correct the URL: the document is at <issuer>/.well-known/openid-configuration.",
    ),
    Code(
        "redirected",
        "The server sends whoever asks to another address. It is not followed: an issuer is its "
        "URL, to the letter.",
        "Write the address that it leads to into the URL.",
    ),
    Code(
        "https-required",
        "The realm answers over https only (Keycloak's `sslRequired`), and the URL is http.",
        "Use the https URL; on a developer's machine, set the realm's `Require SSL` to none.",
    ),
    Code(
        "server-error",
        "The identity provider fails to answer, or a gateway before it does not reach it. Keycloak "
        "does so while it starts, and without its database.",
        "Read the provider's log, and look at its database.",
        passing=True,
    ),
    Code(
        "malformed-document",
        "The discovery document is none: no JSON, or what no client can do without is not in it.",
        "Look at what the server answers there (curl -i); most likely it is another program.",
    ),
    Code(
        "issuer-differs",
        "The provider calls itself by another name than the one it is asked under. Tokens carry "
        "that name, and a backend that expects the other refuses every one of them.",
        "Give provider (Keycloak: KC_HOSTNAME) and backend one URL; or say what tokens name in "
        "`issuer`.",
    ),
    Code(
        "clock-skew",
        "The provider's clock and this machine's are apart. A token given in the future is not "
        "valid yet, and one whose time is up by the other clock not any more.",
        "Synchronise both clocks (chrony, systemd-timesyncd).",
    ),
    Code(
        "unreachable-keys",
        "The discovery document says where the keys are, and they cannot be had there: no token "
        "can be verified. Behind a proxy it is often a name that only the provider itself knows.",
        "See whether that address can be reached from here; Keycloak takes it from KC_HOSTNAME.",
        passing=True,
    ),
    Code(
        "malformed-keys",
        "Where the keys are to be, there is no JSON Web Key Set.",
        "Look at what the server answers there (curl -i).",
    ),
    Code(
        "no-keys",
        "The provider shows no key that signs by an algorithm that the platform accepts.",
        "Give the realm a key for that algorithm, or correct `algorithms`.",
    ),
    Code(
        "nameless-keys",
        "Several keys could have signed a token, and one has no name (kid) to choose it by.",
        "Let the provider name its keys; a client that takes the first one fails after a rotation.",
    ),
    Code(
        "private-keys",
        "The provider publishes the private part of a key: anybody can make tokens.",
        "Take the key out of use at once, and publish only its public part.",
    ),
    Code(
        "unknown-client",
        "The provider does not know the client, or its secret is wrong.",
        "Correct the client's id and secret; Keycloak shows it under Clients, Credentials.",
    ),
    Code(
        "no-permission",
        "The provider knows the client, and does not give it a token by its own credentials, or "
        "not for that scope.",
        "Keycloak: turn on `Service accounts roles` for the client; or correct `scope`.",
    ),
    Code(
        "token-refused",
        "The provider answers the request for a token with an error, or without one.",
        "Read what it says, and its log.",
    ),
    Code(
        "invalid-token",
        "The provider gave a token that a backend would refuse: by its issuer, its time, its "
        "algorithm, or a signature by none of the keys.",
        "Compare what the finding names with what the backend expects.",
    ),
)
