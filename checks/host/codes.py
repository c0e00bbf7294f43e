"""How a machine's disk and directories can stand in the way."""

from healthcheck import Code

CODES = (
    Code(
        "full",
        "The file system has less room than a job needs: what is written there is cut off, or "
        "refused.",
        "Make room there (df -h, du -sh), or let the platform write elsewhere; `free` says how "
        "much a job needs.",
    ),
    Code(
        "nearly-full",
        "The file system has little room left. Jobs still run; some day soon one will not.",
        "Make room there (df -h, du -sh), or lower `low` if that is how it always is.",
    ),
    Code(
        "no-inodes",
        "The file system has room, but no further file can be made in it: every inode is taken, "
        "by a great many small files.",
        "Remove files there (df -i), or move them to a file system with more inodes.",
    ),
    Code(
        "not-a-directory",
        "A file stands where a directory is to be, or where one of those above it is.",
        "Move that file away, or correct the setting.",
    ),
    Code(
        "read-only",
        "The file system is mounted read-only: nobody can write there. Linux also does that by "
        "itself after an error of the disk.",
        "See the system's log for errors of the disk; mount it writable, or write elsewhere.",
    ),
    Code(
        "no-permission",
        "Whoever runs this may not write to the directory, or not make it. Where it is owned by "
        "somebody else, the platform may run as them: that is open then.",
        "Give the account of the platform the right to write there, or start healthcheck as that "
        "account.",
    ),
    Code(
        "silent",
        "The file system does not answer: most likely a network share whose server is gone. "
        "Whoever writes there hangs as well.",
        "See whether the server of the share runs; unmount it otherwise (umount -l).",
        passing=True,
    ),
)
