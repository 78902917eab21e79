"""What an address of S3 says: s3://key:secret@bucket/prefix?endpoint=https://…&region=…&cold=GLACIER."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

OPTIONS = {"endpoint", "region", "cold", "tier"}
COLD = {"GLACIER", "DEEP_ARCHIVE"}
TIERS = {"Standard", "Bulk", "Expedited"}


@dataclass(frozen=True)
class Bucket:
    """Where the objects are, and how to get at them."""

    name: str
    prefix: str = ""  # of all keys; empty, or ends with /
    endpoint: str | None = None  # none: that of AWS
    region: str | None = None
    key: str | None = None  # none: what boto3 finds in the environment
    secret: str | None = None
    cold: str | None = None  # the storage class of archived objects; none: they move to the prefix cold/
    tier: str = "Standard"

    def __repr__(self) -> str:
        return f"Bucket({self.name!r})"


def read(url: str) -> Bucket:
    """Takes it apart. Raises ValueError with what is wrong, which repeats nothing that may be secret."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme != "s3" or not parts.hostname:
        raise ValueError("names no bucket, such as s3://bucket?endpoint=https://…")
    if unknown := set(options) - OPTIONS:
        raise ValueError(f"has an option that is none of {', '.join(sorted(OPTIONS))}: {min(unknown)}")
    endpoint = options.get("endpoint") or None
    if endpoint and urlsplit(endpoint).scheme not in ("http", "https"):
        raise ValueError("has an endpoint that is no address such as https://s3.example")
    cold = options.get("cold", "" if endpoint else "GLACIER")
    if cold and cold not in COLD:
        raise ValueError(f"has a cold class that is none of {', '.join(sorted(COLD))}")
    tier = options.get("tier") or "Standard"
    if tier not in TIERS:
        raise ValueError(f"has a tier that is none of {', '.join(sorted(TIERS))}")
    prefix = parts.path.strip("/")
    return Bucket(
        name=parts.netloc.rpartition("@")[2],
        prefix=f"{prefix}/" if prefix else "",
        endpoint=endpoint,
        region=options.get("region") or None,
        key=unquote(parts.username) if parts.username else None,
        secret=unquote(parts.password) if parts.password else None,
        cold=cold or None,
        tier=tier,
    )
