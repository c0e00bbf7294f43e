"""What the codes of an S3 store mean, and what to do."""

from checks.web import PROXIED
from healthcheck import Code

CODES = (
    PROXIED,
    Code(
        "starting-up",
        "MinIO has started, and does not serve yet: it waits for its drives or its other servers.",
        "Wait; if it stays so, read its log (mc admin info ALIAS tells which drives are missing).",
        passing=True,
    ),
    Code(
        "console-port",
        "The endpoint names the port of MinIO's web console, which is for browsers.",
        "Set the endpoint to the API's port: usually the one below (9000 for 9001, 9002 for 9003).",
    ),
    Code(
        "unavailable",
        "The store, or a proxy before it, answers that it cannot serve now: its disks or the "
        "servers that it needs are gone, or it has too much to do.",
        "Read the store's log; see whether its disks are mounted and all of its servers run.",
        passing=True,
    ),
    Code(
        "clock-skew",
        "The store's clock and this machine's differ. A request is signed with the time, and one "
        "that is 15 minutes off is refused, however right the keys are.",
        "Set both clocks by NTP (timedatectl set-ntp true); a virtual machine or WSL that has "
        "slept needs a restart of its clock.",
    ),
    Code(
        "unknown-key",
        "The store knows no such access key, or its user is disabled.",
        "Check the access key for a typing error, and whether it is another store's: the keys of "
        "the internal and the external store are easily exchanged.",
    ),
    Code(
        "key-length",
        "The store is Cloudflare R2: its access keys have 32 characters, and this one has not. "
        "It is another store's, or it is cut off, the secret key or an API token.",
        "If the endpoint is to be R2, use the Access Key ID of an R2 API token (not the token "
        "itself); if not, the endpoint is the other store's.",
    ),
    Code(
        "wrong-secret",
        "The store knows the access key, and the secret key is not the one that belongs to it. A "
        "proxy that changes the host name or the path spoils the signature just so.",
        "Correct the secret key (no quotes or spaces around it); behind a proxy, let it pass the "
        "Host header on unchanged.",
    ),
    Code(
        "wrong-region",
        "The store expects another region in the signature than the setting names.",
        "Set `region` to the one that the message names.",
    ),
    Code(
        "no-permission",
        "The store knows these keys, and its policy does not allow them what the platform does.",
        "Extend the policy of these keys (with __healthcheck/* where only prefixes are allowed), "
        "or use others; where the platform does not need the right, leave it out of the bucket's "
        'setting: "name (list, read)".',
    ),
    Code(
        "redirected",
        "The store, or a proxy before it, answers signed requests with a redirect, and a client "
        "does not follow: the signature is for the address that was asked.",
        "Set the endpoint (and the region) to where the message leads.",
    ),
    Code(
        "refused-by-store",
        "The store refuses a signed request, by a code of its own that the message quotes; a job "
        "asks just so.",
        "Look the quoted code up in the store's documentation, and read its log.",
    ),
    Code(
        "unknown-bucket",
        "A bucket that the platform uses does not exist in this store.",
        "Create it, or correct its name; if none of your buckets is there, this is another store.",
    ),
    Code(
        "unknown-object",
        "An object that the platform reads is not in its bucket.",
        "Upload it, or correct its name: the case of letters and every slash count.",
    ),
    Code(
        "unknown-dataset",
        "A dataset that the database lists, or that a job needs, is not in the store: nothing is "
        "below its folder, or no annotations are. It was deleted there, never uploaded, or this is "
        "another store or bucket than the platform's.",
        "Upload the dataset again (its images, and the annotations beside them), or delete its row "
        "in the database; if none is there, compare endpoint and bucket with the platform's.",
    ),
    Code(
        "different-count",
        "The database and the annotations of a dataset do not agree on how many images it has: one "
        "of the two was changed without the other.",
        "Import the dataset again, or correct its row; a job trains on what the annotations list.",
    ),
    Code(
        "unreadable-object",
        "The annotations of a dataset are there, and no JSON: an upload that broke off, or a page "
        "that was saved in their place.",
        "Upload the annotations again, and compare their size with that of the original.",
    ),
    Code(
        "unknown-document",
        "A document that the platform reads is not in its bucket, or these keys may not read it.",
        "Upload it, correct its name in `documents`, or allow these keys to read it.",
    ),
    Code(
        "unlisted",
        "A document is there, and what `documents` expects in it is not: it is another version, "
        "or no JSON.",
        "Upload the version that has it, or correct the expression (JMESPath, which compares texts "
        "in single quotes).",
    ),
    Code(
        "not-stored",
        "An object was written, and reading it at once gave something else.",
        "Look for a proxy or cache between here and the store that answers reads by itself.",
    ),
    Code(
        "addressing",
        "The platform's client puts a bucket's name before the host (`addressing_style` virtual), "
        "and the store, its certificate or the DNS knows no such host; in the path it is found.",
        "Give the platform's client addressing_style=path; or give the store a wildcard name and "
        "certificate (MINIO_DOMAIN).",
    ),
    Code(
        "checksums",
        "boto3 has sent checksums with every upload since version 1.36; this store refuses them, "
        "and takes the same upload without.",
        "Give the platform's client request_checksum_calculation=when_required (or "
        "AWS_REQUEST_CHECKSUM_CALCULATION), or update the store.",
    ),
    Code(
        "expired-keys",
        "The store knows these keys, or their token, and their time is up.",
        "Make new ones, and give them to the platform; keys that end by themselves need somebody "
        "who renews them.",
    ),
    Code(
        "presigned-refused",
        "Requests that are signed in a header are accepted, and a URL that carries its signature "
        "is not: a proxy changes the host or the query, or the store forbids it. Whoever is given "
        "such a URL gets an error.",
        "Ask for the URL at the very address that others will use (behind a proxy: let it pass the "
        "Host header and the query on unchanged); see the code that the message quotes.",
    ),
    Code(
        "no-multipart",
        "The store, or a proxy before it, takes no uploads in parts; boto3 makes those of every "
        "file above 8 MB, such as a checkpoint.",
        "Let the proxy pass POST requests and query parameters on; or raise the client's "
        "multipart_threshold above the largest file.",
    ),
    Code(
        "left-behind",
        "The scratch object of this check could be written, and not deleted.",
        "Allow these keys to delete below __healthcheck/, and delete what is there.",
    ),
    Code(
        "full",
        "The store's disks are full, or the bucket's quota is used up: writes are refused.",
        "Free space (delete what is not needed, expire old versions), or raise the quota.",
    ),
)
