"""What each of Redis's codes means, and what to do."""

from healthcheck import Code

CODES = (
    Code(
        "starting-up",
        "Redis is loading its data from disk, and answers nothing else until that is done.",
        "Wait. How far it is stands in INFO persistence (loading_eta_seconds).",
        passing=True,
    ),
    Code(
        "busy",
        "A script or function has been running for longer than busy-reply-threshold; meanwhile the "
        "server refuses everything else.",
        "Wait, or end it: SCRIPT KILL (FUNCTION KILL), unless it has written.",
        passing=True,
    ),
    Code(
        "cluster-down",
        "The server runs in cluster mode, and not every hash slot is served.",
        "See CLUSTER INFO; bring the missing nodes back, or assign the slots.",
        passing=True,
    ),
    Code(
        "protected-mode",
        "Redis has no password and listens on the network: it then refuses everybody but its own "
        "machine.",
        "Give the server a password (requirepass) and put it into the URL, or bind it to an "
        "address and set protected-mode no.",
    ),
    Code(
        "wrong-password",
        "The server rejects the pair of user and password. It does not say which: an unknown "
        "user and a disabled one look just the same.",
        "Check user and password in the URL (special characters must be URL-encoded); then, on "
        "the server, that the user exists and is on (ACL LIST).",
    ),
    Code(
        "password-required",
        "The server demands a password, and the URL has none.",
        "Put the password into the URL: redis://:password@host:6379/0.",
    ),
    Code(
        "password-unexpected",
        "The URL has a password and the server knows none. Clients that speak RESP2 (redis-py "
        "up to 7) are refused for it; those that speak RESP3 are let in.",
        "Take the password out of the URL, or set it on the server (requirepass); or this is "
        "another Redis than you think.",
    ),
    Code(
        "unknown-database",
        "The server has fewer databases (16 unless configured; a cluster has only 0).",
        "Correct the number at the end of the URL, or raise `databases` in the server's "
        "configuration and restart it.",
    ),
    Code(
        "no-permission",
        "The ACL of this account denies a command that the platform needs.",
        "As administrator: ACL SETUSER <user> +<command>, or use another account.",
    ),
    Code(
        "too-many-clients",
        "As many clients are connected as maxclients allows; the next one is refused.",
        "See who holds them (CLIENT LIST), stop what leaks, or raise it: CONFIG SET maxclients n.",
        passing=True,
    ),
    Code(
        "full",
        "The memory limit is reached and nothing may be evicted to make room: writes are refused.",
        "Free memory (delete keys), raise it (CONFIG SET maxmemory), or allow eviction "
        "(maxmemory-policy allkeys-lru).",
    ),
    Code(
        "nearly-full",
        "Nine tenths of a limit are used: of the memory where nothing may be evicted, or of the "
        "clients.",
        "Look at what grows (INFO memory, CLIENT LIST), and raise the limit before it is reached.",
    ),
    Code(
        "read-only-replica",
        "The server is a replica of another one, and replicas take no writes.",
        "Point the URL at the master; after a failover, at the new one.",
    ),
    Code(
        "disk-error",
        "The server could not save its data to disk. Unless stop-writes-on-bgsave-error is off, "
        "it then refuses writes, lest they be lost.",
        "Read the server's log; look whether its disk is full or its directory writable "
        "(CONFIG GET dir), and then BGSAVE.",
    ),
    Code(
        "too-few-replicas",
        "min-replicas-to-write demands more connected replicas than there are: writes are refused.",
        "Bring the replicas back, or lower it: CONFIG SET min-replicas-to-write 0.",
        passing=True,
    ),
    Code(
        "not-stored",
        "A key was written, and reading it at once gave something else: it was evicted, or a "
        "proxy sends reads to a replica.",
        "Look at evicted_keys in INFO stats, and whether the URL names a proxy.",
    ),
    Code(
        "not-heard",
        "A message was published on a channel and its subscriber heard nothing.",
        "Use an address where publishing and subscribing meet the same server: no proxy between, "
        "no mixture of master and replicas.",
    ),
)
