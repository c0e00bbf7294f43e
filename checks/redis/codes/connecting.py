"""Connecting: who answers, and who we are there."""

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
        "protected-mode",
        "Redis has no password and listens on the network: it then refuses everybody but its own "
        "machine.",
        "Give the server a password (requirepass) and put it into the URL, or bind it to an "
        "address and set protected-mode no.",
    ),
    Code(
        "no-socket",
        "The Unix socket of the URL is not there, or this user may not open it. A container sees "
        "only the sockets that are mounted into it.",
        "Compare the path with the server's unixsocket setting, and its mode with unixsocketperm.",
        passing=True,
    ),
    Code(
        "unknown-master",
        "The Sentinel watches no master of the URL's name; or several, and the URL names none.",
        "Put one of its masters into the URL: redis+sentinel://host:26379/mymaster/0.",
    ),
    Code(
        "lost-master",
        "The Sentinel answers, and at the address that it gives for the master nobody does: the "
        "master is down and not yet replaced, or the address holds only in a container's network.",
        "Start the master or wait for the failover; behind NAT or containers, give the servers "
        "replica-announce-ip and the Sentinels announce-ip.",
        passing=True,
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
        "hello-refused",
        "The server is older than Redis 6, or a proxy or rename-command refuses HELLO. redis-py up "
        "to 7 does not ask for it; redis-py 8 begins with it, and cannot connect.",
        "Where the platform has redis-py 8 or newer, write protocol=2 into the URL; otherwise "
        "nothing is wrong.",
    ),
    Code(
        "unknown-database",
        "The server has fewer databases (16 unless configured; a cluster has only 0).",
        "Correct the number at the end of the URL, or raise `databases` in the server's "
        "configuration and restart it.",
    ),
    Code(
        "unread-database",
        "What stands in the URL after the host is no number. redis-py says nothing and uses "
        "database 0; other libraries refuse such a URL.",
        "Write the number of the database at the end of the URL, or nothing.",
    ),
)
