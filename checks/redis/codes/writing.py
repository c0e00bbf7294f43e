"""What refuses writes, and what becomes of them."""

from healthcheck import Code

CODES = (
    Code(
        "no-permission",
        "The ACL of this account denies a command that the platform needs.",
        "As administrator: ACL SETUSER <user> +<command>, or use another account.",
    ),
    Code(
        "no-publishing",
        "The ACL of this account denies the announcing of updates, or hearing them: a command or a "
        "channel of the platform's. What it keeps in Redis is another matter.",
        "As administrator: ACL SETUSER <user> +publish +subscribe '&<channel>', or use another "
        "account.",
    ),
    Code(
        "unknown-command",
        "The server does not know a command that the platform needs: its configuration renames or "
        "disables it (rename-command), or it is a proxy that has not got it.",
        "Allow the command in the server's configuration, or use another server.",
    ),
    Code(
        "cluster-down",
        "The server runs in cluster mode, and not every hash slot is served.",
        "See CLUSTER INFO; bring the missing nodes back, or assign the slots.",
        passing=True,
    ),
    Code(
        "cluster-node",
        "The server is one of several masters of a cluster, each of which has its part of the "
        "keys. A client that knows nothing of clusters gets the error MOVED for the others'.",
        "Let the platform use a client for clusters (RedisCluster), or a server by itself; where "
        "it has one, write redis+cluster:// here.",
    ),
    Code(
        "read-only-replica",
        "The server is a replica of another one, and replicas take no writes.",
        "Point the URL at the master; after a failover, at the new one.",
    ),
    Code(
        "stale-replica",
        "The server is a replica that has lost its master, and replica-serve-stale-data is off: it "
        "refuses nearly every command.",
        "Bring the master back, or point the URL at the new one.",
        passing=True,
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
