"""Room for keys and clients, and the time that answers take."""

from healthcheck import Code

CODES = (
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
        "evicting",
        "The memory limit is reached, and keys are dropped to make room for new ones. For a cache "
        "that is usual; job state and what is kept for updates may be among them.",
        "Raise the limit (CONFIG SET maxmemory), or keep job state in a server of its own.",
    ),
    Code(
        "slow-answers",
        "The server answers a ping at least 0.1 s later than the way there explains: it does one "
        "thing at a time, and is busy with slow commands or short of processor time.",
        "See SLOWLOG GET and LATENCY DOCTOR on the server: KEYS, large SORTs and scripts hold "
        "everybody up.",
    ),
)
