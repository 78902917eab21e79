"""A form with files, read as it comes: each file goes straight to where files arrive, whatever its size, and no byte of
it before the login and the token of the form were looked at. Fields that stand before the files are known from the
beginning; those behind them once all of it was read.
"""

from collections.abc import Callable, Generator, Iterator

from flask import abort, g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio import multipart

from inbox.config import settings
from inbox.errors import Refused
from inbox.models.person import Person
from inbox.services import power_cuts, uploads
from inbox.views import transfers
from inbox.views.addresses import TAKING_FILES

CHUNK = 256 * 1024
PARTS_MAX = 400


def begin() -> None:
    """Reads such a form up to its first file, before anything else asks for its fields."""
    if request.endpoint not in TAKING_FILES or request.method != "POST" or request.mimetype != "multipart/form-data":
        return
    request.max_content_length = settings().files_message_max * settings().file_max + settings().text_form_max
    g.form_coming = _Form()
    g.form_coming.read_fields()


def tokens(owner: Person, other: Person | None) -> tuple[list[str], Refused | None]:
    """The files that this form brings, those that came before it and those in it; and why one of them was not taken.
    From now on `request.form` is whole."""
    coming, refusal, broken, found = g.pop("form_coming", None), None, None, []
    if coming is not None and not coming.is_over:
        with transfers.slot(owner.id):
            for name, parts in coming.files():
                try:
                    if broken is None:
                        found.append(uploads.take(owner, other, name, parts, coming.most()).token)
                except Refused as error:
                    refusal = refusal or error
                except Exception as error:  # who sends hears of nothing before all of it was read
                    broken = error
    if broken is not None:
        raise broken
    brought = [*request.form.getlist("upload"), *found]
    if "keep" not in request.form:
        power_cuts.settle(owner, brought)
    return brought, refusal


class _Form:
    """One form on its way."""

    def __init__(self) -> None:
        boundary = request.mimetype_params.get("boundary", "")
        if not boundary or not boundary.isascii():
            abort(400)
        self._room = settings().text_form_max
        self._edge = b"--" + boundary.encode()
        self._margin = len(self._edge) + 3  # a line's end before it, and a byte less than must follow
        self._memory = bytearray(4 * self._margin + CHUNK)
        self._held = b""
        self._decoder = multipart.MultipartDecoder(boundary.encode(), self._room, max_parts=PARTS_MAX)
        self._fields: list[tuple[str, str]] = []
        self._file: multipart.File | None = None
        self.is_over = False

    def most(self) -> int:
        """Bytes that may still come."""
        length = request.content_length
        return settings().file_max if length is None else min(length, settings().file_max)

    def files(self) -> Iterator[tuple[str, Iterator[bytes | memoryview]]]:
        """(name, its bytes) of each file; a block is good until the next one is asked for. What nobody reads of one is
        passed over."""
        while not self.is_over:
            parts = self._content()
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

    def _content(self) -> Iterator[bytes | memoryview]:
        """The bytes of the file at which we are. Parsing a byte costs as much as taking it and writing it down: the
        decoder gets those blocks alone that may hold the end."""
        coming, block = self._decoder.buffer, memoryview(self._memory)
        goes_on = yield from self._decoded()
        while goes_on:
            start = len(coming)  # less than a margin: what may be the beginning of the end
            block[:start] = coming
            end = self._read(start)
            if end > start and self._memory.find(self._edge, 0, end) < 0:
                safe = max(0, end - self._margin)
                yield block[:safe]
                coming[:] = block[safe:end]
            else:
                self._decoder.receive_data(bytes(block[start:end]) or None)
                goes_on = yield from self._decoded()

    def _read(self, start: int) -> int:
        """Takes what follows into the memory, from there on; returns where it ends, which is not within an edge or the
        two bytes behind it: there the decoder counts half of the end of a line to the content before it."""
        block, end = memoryview(self._memory), start + len(self._held)
        block[start:end], self._held = self._held, b""
        while count := request.stream.readinto(block[end : end + CHUNK]):
            end += count
            edge = self._memory.rfind(self._edge, max(0, end - len(self._edge) - 1), end)
            if edge < 0:
                break
            if edge - 2 > start:
                self._held, end = bytes(block[edge - 2 : end]), edge - 2
                break
        return end

    def _decoded(self) -> Generator[bytes, None, bool]:
        """What the decoder has of that file; whether it is not all yet."""
        while not isinstance(event := _understood(self._decoder.next_event), multipart.NeedData):
            if event.data:
                yield event.data
            if not event.more_data:
                return False
        return True

    def _next(self):
        while isinstance(event := _understood(self._decoder.next_event), multipart.NeedData):
            end = self._read(0)
            _understood(self._decoder.receive_data, bytes(memoryview(self._memory)[:end]) or None)
        return event


def _understood(read: Callable, *given):
    try:
        return read(*given)
    except (ValueError, AttributeError, UnicodeDecodeError):  # the last two: headers that are none
        abort(400)
