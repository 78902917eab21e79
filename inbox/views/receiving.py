"""A form with files, read as it comes: each file goes straight to where files arrive, whatever its size, and no byte of
it before the login and the token of the form were looked at. Fields that stand before the files are known from the
beginning; those behind them once all of it was read.
"""

from collections.abc import Iterator

from flask import abort, g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio import multipart

from inbox.config import settings
from inbox.errors import Refused
from inbox.models.person import Person
from inbox.services import uploads
from inbox.views import transfers
from inbox.views.addresses import COMPOSERS

CHUNK = 256 * 1024
PARTS_MAX = 400


def begin() -> None:
    """Reads such a form up to its first file, before anything else asks for its fields."""
    if request.endpoint not in COMPOSERS or request.method != "POST" or request.mimetype != "multipart/form-data":
        return
    request.max_content_length = settings().files_message_max * settings().file_max + settings().text_form_max
    g.form_coming = _Form()
    g.form_coming.read_fields()


def tokens(owner: Person, other: Person) -> tuple[list[str], Refused | None]:
    """The files that this form brings, those that came before it and those in it; and why one of them was not taken.
    From now on `request.form` is whole."""
    coming, refusal, found = g.pop("form_coming", None), None, []
    if coming is not None and not coming.is_over:
        with transfers.slot(owner.id):
            for name, parts in coming.files():
                try:
                    found.append(uploads.take(owner, other, name, parts, coming.most()).token)
                except Refused as error:
                    refusal = refusal or error
    return [*request.form.getlist("upload"), *found], refusal


class _Form:
    """One form on its way."""

    def __init__(self) -> None:
        boundary = request.mimetype_params.get("boundary", "")
        if not boundary or not boundary.isascii():
            abort(400)
        self._room = settings().text_form_max
        self._decoder = multipart.MultipartDecoder(boundary.encode(), self._room, max_parts=PARTS_MAX)
        self._fields: list[tuple[str, str]] = []
        self._file: multipart.File | None = None
        self.is_over = False

    def most(self) -> int:
        """Bytes that may still come."""
        length = request.content_length
        return settings().file_max if length is None else min(length, settings().file_max)

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """(name, its bytes) of each file. What nobody reads of one is passed over."""
        while not self.is_over:
            parts = self._data()
            yield self._file.filename, parts
            for _ in parts:
                pass
            self.read_fields()

    def read_fields(self) -> None:
        """Reads on to the next file, or to the end."""
        self._file = None
        while not self.is_over and self._file is None:
            event = self._next()
            if isinstance(event, multipart.File) and event.filename:
                self._file = event
            elif isinstance(event, multipart.File | multipart.Field):
                self._read_field(event)
            elif isinstance(event, multipart.Epilogue):
                self.is_over = True
        request.__dict__["form"], request.__dict__["files"] = ImmutableMultiDict(self._fields), ImmutableMultiDict()

    def _read_field(self, event) -> None:
        value = bytearray()
        for part in self._data():
            self._room -= len(part)
            if self._room < 0:
                abort(413)
            value += part
        if isinstance(event, multipart.Field) and event.name is not None:
            try:
                self._fields.append((event.name, value.decode()))
            except UnicodeDecodeError:
                abort(400)

    def _data(self) -> Iterator[bytes]:
        while True:
            event = self._next()
            if event.data:
                yield event.data
            if not event.more_data:
                return

    def _next(self):
        try:
            while isinstance(event := self._decoder.next_event(), multipart.NeedData):
                self._decoder.receive_data(request.stream.read(CHUNK) or None)
        except (ValueError, AttributeError, UnicodeDecodeError):  # the last two: headers that are none
            abort(400)
        return event
