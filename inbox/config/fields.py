"""Every setting, with its default and one line on what it means."""

import re
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from inbox.config import bucket
from inbox.config.addresses import ADDRESSES, leads_somewhere, spelled_as_by_browsers
from inbox.config.assistant import AssistantSettings
from inbox.config.translation import TranslationSettings

ROOT = Path(__file__).resolve().parents[2]


def plain(name: str, default, **limits):
    """A setting that the environment names without the HALLE_ prefix."""
    return Field(default, validation_alias=AliasChoices(name), **limits)


class Settings(AssistantSettings, TranslationSettings, BaseSettings):
    """The settings in force. Names without a prefix in the environment are listed first, HALLE_<NAME> after."""

    model_config = SettingsConfigDict(env_prefix="HALLE_", extra="ignore", frozen=False)

    host: str = plain("HOST", "127.0.0.1")
    """Address that the servers bind to."""
    port: int = plain("PORT", 8000, ge=1, le=65535)
    """Port of the pages."""
    live_port: int | None = plain("LIVE_PORT", None, ge=0, le=65535)
    """Port of the live server; PORT + 1 when unset; 0: /live on the page process only."""
    live_url: str = plain("LIVE_URL", "")
    """Address of /live as browsers see it, behind a proxy (wss://…)."""
    database_url: str = plain("DATABASE_URL", "")
    """SQLAlchemy URL; SQLite in the data folder when unset."""
    redis_url: str = plain("REDIS_URL", "")
    """Redis or Valkey; bin/run starts an embedded one when unset."""
    secret_key: str = plain("SECRET_KEY", "")
    """Signs cookies; made on first start and kept in the data folder when unset."""
    public_url: str = plain("PUBLIC_URL", "")
    """Address under which people reach the pages: links in mail, and the Origin that /live accepts."""
    smtp_url: str = plain("SMTP_URL", "")
    """Mail server: smtp://, smtps:// or smtp+starttls://, with user:password@ where it asks; the log when unset."""
    storage_url: str = plain("STORAGE_URL", "file:")
    """Where files go: file: in the data folder, file:/another/folder, or s3://key:secret@bucket?endpoint=https://…"""
    trusted_proxies: int = plain("TRUSTED_PROXIES", 0, ge=0, le=10)
    """Proxies in front whose X-Forwarded-* are believed."""
    web_processes: int = plain("WEB_PROCESSES", 1, ge=1, le=64)
    """Page processes."""

    data: Path = ROOT / "var"
    """Folder of the database, the embedded Redis, the secret key and the assets."""
    assets: Literal["cdn", "local"] = "cdn"
    """Where browsers get htmx from: the CDN, or this server."""
    clock_file: str = ""
    """A file holding an offset in seconds that moves the clock of the running servers: for drills and tests."""

    message_max: int = Field(5000, ge=1, le=100_000)
    """Characters in a message."""
    draft_max: int = Field(20_000, ge=1, le=100_000)
    """Characters in a draft: more than in a message, so that nothing typed is lost before it is shortened."""
    edit_minutes: int = Field(15, ge=0, le=1440)
    """Minutes during which an author may edit or delete a message, from its sending."""
    online_seconds: int = Field(60, ge=5, le=3600)
    """A person counts as online for so long after a request or a sign of life of a live connection."""
    page_messages: int = Field(50, ge=5, le=200)
    """Messages that a conversation opens with, and that "Older messages" adds."""
    page_conversations: int = Field(30, ge=5, le=200)
    """Conversations on a page of the list."""
    page_results: int = Field(30, ge=5, le=200)
    """Messages on a page of search results."""
    search_looks: int = Field(2000, ge=100, le=100_000)
    """Messages that one page of results looks at, newest first, before it offers to look further back."""
    page_people: int = Field(24, ge=5, le=200)
    """People on a page of the directory."""
    services_max: int = Field(30, ge=1, le=200)
    """Services that a freelancer may have."""
    stars_max: int = Field(1000, ge=1, le=100_000)
    """People and services that a person may star."""
    page_stars: int = Field(30, ge=5, le=200)
    """People and services on a page of what somebody starred."""
    note_max: int = Field(5000, ge=1, le=100_000)
    """Characters in a private note."""
    labels_max: int = Field(50, ge=1, le=60)
    """Labels that a person may make."""
    label_name_max: int = Field(30, ge=1, le=60)
    """Characters in the name of a label."""
    snooze_days: int = Field(365, ge=1, le=3650)
    """Days ahead until which a conversation may be snoozed."""
    batch_max: int = Field(10_000, ge=1, le=30_000)
    """Conversations to which something can be done at once."""
    batch_days: int = Field(1, ge=1, le=365)
    """Days for which what was done to many conversations can be undone."""
    response_days: int = Field(90, ge=1, le=3650)
    """Response time and rate are about the new clients of so many days."""
    response_hours: int = Field(24, ge=1, le=720)
    """A first message that is answered within so many hours counts for the response rate."""

    archive_years: int = Field(2, ge=1, le=100)
    """Years after which a file that nobody opened is archived."""
    file_years: int = Field(3, ge=1, le=100)
    """Years after which a file is deleted for good, from its sending, by the calendar."""
    warn_days: int = Field(30, ge=0, le=365)
    """Days before its deletion on which the owner of a file is told."""
    restore_hours: int = Field(12, ge=1, le=720)
    """Hours that a restore may take; later the page says that it failed, and names support."""
    support: str = Field("", max_length=200)
    """Whom people ask when something does not work: an e-mail address, or a sentence."""
    clamd_url: str = ""
    """A virus scanner, clamd at tcp://host:port or unix:///path, that files wait for; without one none are scanned."""
    scan_seconds: float = Field(120, gt=0, le=500)
    """A scanner that takes longer for a file is asked again later."""
    cold_folder: str = ""
    """Folder of archived files, of a store that is a folder; cold/ in that one when unset."""
    restore_minutes: float = Field(0, ge=0, le=1440)
    """Minutes that such a store takes to restore an archived file; one of S3 takes its own time."""

    report_max: int = Field(1000, ge=1, le=100_000)
    """Characters that somebody may say about what they report."""
    report_context: int = Field(5, ge=0, le=50)
    """Messages before and after a reported one that are kept with it, and that moderators see."""
    report_days: int = Field(365, ge=1, le=36_500)
    """Days after its decision for which what was kept with a report stays; what a suspension rests on stays for as long
    as that stands."""
    page_reports: int = Field(25, ge=1, le=200)
    """Reports on the page of who sent them."""
    reports_hour: int = Field(20, ge=1, le=10_000)
    """Reports that one person can send within an hour."""
    page_cases: int = Field(30, ge=5, le=200)
    """Reports and appeals on a page of the queue."""
    page_records: int = Field(50, ge=5, le=200)
    """Lines on a page of the audit log."""
    limit_people: int = Field(10, ge=1, le=1_000_000)
    """New people, outside of their contacts, that somebody may write to within limit_minutes."""
    limit_minutes: int = Field(60, ge=1, le=10_080)
    """The minutes that limit_people is about: those before each try, not those of a clock."""
    limit_wait_minutes: int = Field(60, ge=1, le=10_080)
    """Minutes that who tried one too many writes to nobody outside of their contacts: an offence."""
    offence_days: int = Field(30, ge=1, le=3650)
    """Days within which offences are counted."""
    offences_warned: int = Field(3, ge=1, le=1000)
    """The offence of those days from which on each brings a warning."""
    warnings_suspended: int = Field(2, ge=1, le=1000)
    """Warnings for spam after which the next offence suspends the account for good."""
    appeal_max: int = Field(2000, ge=1, le=100_000)
    """Characters of an appeal, and of what a moderator says to a person."""

    auto_reply_max: int = Field(1000, ge=1, le=5000)
    """Characters in an automatic reply."""
    quick_replies_max: int = Field(50, ge=1, le=500)
    """Quick replies that a freelancer may have."""
    quick_reply_title_max: int = Field(60, ge=1, le=120)
    """Characters in the title of a quick reply."""
    quick_reply_max: int = Field(2500, ge=1, le=5000)
    """Characters in the text of a quick reply."""

    schedule_days: int = Field(365, ge=1, le=3650)
    """Days ahead for which a message may be scheduled."""
    waiting_max: int = Field(100, ge=1, le=10_000)
    """Messages that a person may have waiting when they schedule another."""
    waiting_days: int = Field(7, ge=1, le=365)
    """Days after which it is forgotten how the wait of a message ended; the text of a cancelled one goes then."""
    page_waiting: int = Field(30, ge=5, le=200)
    """Messages on a page of the list of what waits."""

    bio_max: int = Field(2000, ge=1, le=100_000)
    """Characters that a person may say about themselves."""
    languages_max: int = Field(10, ge=1, le=50)
    """Languages that a person may name in their profile."""
    away_message_max: int = Field(1000, ge=1, le=10_000)
    """Characters of an out-of-office message."""
    away_days_max: int = Field(366, ge=1, le=3660)
    """Days that the end of an absence may lie ahead."""
    page_logins: int = Field(20, ge=1, le=200)
    """Open logins that a person is shown."""

    password_min: int = Field(10, ge=6, le=64)
    """Characters that a new password must have."""
    password_max: int = Field(256, ge=64, le=1024)
    """Characters that a password may have."""
    argon2_memory_kib: int = Field(65536, ge=8, le=4_194_304)
    """Memory for hashing a password."""
    argon2_time: int = Field(3, ge=1, le=20)
    """Rounds for hashing a password."""
    login_days: int = Field(30, ge=1, le=365)
    """Days after which a login that nobody used ends."""
    login_tries: int = Field(10, ge=1, le=10_000)
    """Failed log-ins for one name from one address within 15 minutes."""
    login_tries_name: int = Field(100, ge=1, le=100_000)
    """Failed log-ins for one name, from anywhere, within an hour."""
    login_tries_address: int = Field(100, ge=1, le=100_000)
    """Failed log-ins from one address, for any name, within 15 minutes."""
    signups_address: int = Field(60, ge=1, le=100_000)
    """Accounts made from one address within an hour."""

    reset_minutes: int = Field(60, ge=5, le=1440)
    """Minutes that the link for another password works, from its sending."""
    reset_tries_name: int = Field(3, ge=1, le=10_000)
    """Links for another password that can be asked for with one name within an hour."""
    reset_tries_address: int = Field(20, ge=1, le=100_000)
    """Links for another password that can be asked for from one address within an hour."""

    confirmation_days: int = Field(7, ge=1, le=90)
    """Days that the link works by which somebody confirms their e-mail address."""
    confirmations_person: int = Field(3, ge=1, le=10_000)
    """Links of that kind that one person can ask for within an hour."""
    confirmations_address: int = Field(6, ge=1, le=10_000)
    """Letters of that kind that one e-mail address gets within a day, whoever makes accounts with it."""

    mail_from: str = ""
    """Sender of mail, such as Halle <halle@halle.example>; halle@ the host of PUBLIC_URL when unset."""
    mail_seconds: float = Field(10.0, gt=0, le=25)
    """A mail server that is silent for longer is tried again later."""
    mail_tries: int = Field(12, ge=1, le=100)
    """Tries before a mail is given up: a minute after the first, then twice as long each time, an hour at most."""

    file_max: int = Field(1024**3, ge=1, le=1024**4)
    """Bytes of one file."""
    files_message_max: int = Field(20, ge=1, le=200)
    """Files of one message."""
    page_files: int = Field(30, ge=5, le=200)
    """Files on a page of those of a conversation."""
    uploads_max: int = Field(50, ge=1, le=10_000)
    """Files that one person may have uploaded, or begun to upload, and not sent."""
    uploads_mib: int = Field(20_480, ge=1, le=100_000_000)
    """MiB of such files of one person; for one that is only begun, all of it counts."""
    upload_hours: int = Field(24, ge=1, le=720)
    """Hours after which an upload that does not go on is given up."""
    unsent_days: int = Field(7, ge=1, le=365)
    """Days after which a file that was uploaded and not sent is deleted."""
    transfers: int = Field(8, ge=1, le=1000)
    """Files that a page process takes in and hands out at once: each holds one of its threads."""
    disk_spare_mib: int = Field(64, ge=0, le=1_000_000)
    """MiB that uploads leave free on the disk: the database and the log go on."""

    live_cap: int = Field(4000, ge=1, le=100_000)
    """Sockets on the live process."""
    live_cap_pages: int = Field(4, ge=0, le=1000)
    """Sockets on a page process, where each holds a thread."""
    live_per_person: int = Field(20, ge=1, le=1000)
    """Sockets of one person on a process."""
    live_frame_max: int = Field(4096, ge=64, le=65536)
    """Bytes in a message that a browser sends over the socket."""
    live_ping_seconds: float = Field(25.0, ge=1, le=300)
    """Between two pings of a socket; one that did not answer the last is dropped."""
    live_send_seconds: float = Field(8.0, gt=0, le=120)
    """A socket that takes longer than this to accept a frame is dropped."""
    fragments_kib: int = Field(16384, ge=64, le=4_194_304)
    """Memory of a process for pieces of pages that are kept once they are drawn."""
    disk_min_mib: int = Field(500, ge=0, le=1_000_000)
    """MiB that have to be free on a disk; with less, `bin/flask doctor` and /admin say that something is wrong."""
    metrics_token: str = Field("", max_length=200)
    """Who asks for /metrics must bring it as a bearer token; without one, only this machine itself may ask."""
    form_max: int = Field(500_000, ge=10_000, le=100_000_000)
    """Bytes in a form without files."""
    text_form_max: int = Field(4_000_000, ge=10_000, le=100_000_000)
    """Bytes in the form of a composer: a text that is far too long is still given back, with the reason."""

    @classmethod
    def settings_customise_sources(cls, settings_cls, init_settings, **_) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` passes in: the environment is read there, and nowhere else."""
        return (init_settings,)

    @field_validator("public_url", "live_url", "smtp_url", "database_url", "redis_url", "clamd_url")
    @classmethod
    def _is_address(cls, value: str, info: ValidationInfo) -> str:
        if value and not leads_somewhere(value, *ADDRESSES[info.field_name]):
            raise ValueError(f"is not an address such as {ADDRESSES[info.field_name][1]}")
        return value.rstrip("/") if info.field_name in ("public_url", "live_url") else value

    @field_validator("database_url")
    @classmethod
    def _outlasts_a_process(cls, value: str) -> str:
        if value.startswith("sqlite:") and not re.fullmatch(r"sqlite:///(?!:memory:)[^?].*", value):
            raise ValueError("names no file, such as sqlite:////srv/halle/halle.db")
        return value

    @field_validator("storage_url")
    @classmethod
    def _is_store(cls, value: str) -> str:
        if value.startswith("s3:"):
            bucket.read(value)
        elif not re.fullmatch(r"file:(//)?(/.*)?", value):
            raise ValueError("is neither file:, nor file:/a/folder, nor s3://bucket?endpoint=https://…")
        return value

    @field_validator("public_url")
    @classmethod
    def _has_its_own_host(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (any(parts[2:]) or "@" in parts.netloc):
            raise ValueError("is more than an address such as https://halle.example: Halle needs a host of its own")
        return spelled_as_by_browsers(value) if value else value

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if value and ("@" not in address or not value.isprintable()):
            raise ValueError("is not a sender such as Halle <halle@halle.example>")
        return value

    @property
    def is_bucket(self) -> bool:
        """Whether files go into a bucket of S3."""
        return self.storage_url.startswith("s3:")

    @property
    def files_folder(self) -> Path:
        """The folder of a store that is one."""
        kind, _, place = self.storage_url.partition(":")
        return Path(place.removeprefix("//")) if kind == "file" and place else self.data / "files"

    @property
    def cold(self) -> Path:
        """The folder of what such a store has archived."""
        return Path(self.cold_folder).expanduser().absolute() if self.cold_folder else self.files_folder / "cold"

    @property
    def address(self) -> str:
        """Where people find the pages: links in mail begin with it. Only settings say so, never a request."""
        if self.public_url:
            return self.public_url
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether the servers can be reached from this machine alone."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
