"""The live wire: push(event), and one listener a process that wakes the open sockets.

The wire carries ids, never content: it only wakes. Each socket then draws what changed since the last thing that it
was sent, the way a reconnecting page does, so a gap is never silent. What drawing means is given by the view.
"""

import json
import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass

import redis
import structlog
from flask import Flask

from inbox import metrics, wire

log = structlog.get_logger()
LOOK_AROUND_SECONDS = 10  # how often sockets look by themselves while Redis is away, and presence is compared
DRAWINGS_AT_ONCE = 8  # after a restart hundreds want one: they wait here, and not for connections to the database
ON_SQLITE = 1  # it works within this process: who is drawn for second would make the first one wait, and win nothing
CLOSE_BROKEN, CLOSE_RESTART, CLOSE_SLOW, CLOSE_ENDED = 1011, 1012, 1013, 4401


def push(event) -> None:
    """Wakes the open pages of those whom the event concerns."""
    note = {
        "conversation": getattr(event, "conversation_id", None),
        "login": getattr(event, "login_id", None),
        "private": getattr(event, "about_id", None),
    }
    wire.wake(event.people, **{key: value for key, value in note.items() if value is not None})


def push_organised(event) -> None:
    """Wakes the open pages of those whose list looks different: one row of it, or (0) all of it."""
    wire.wake(event.people, organised=getattr(event, "conversation_id", None) or 0)


def push_read(event) -> None:
    """Wakes those whose messages were read, each about their own conversation, in one round trip."""
    wire.wake_each({other_id: conversation_id for conversation_id, other_id in event.pairs})


def forget_presence(event) -> None:
    """The person was not here; who still shows their presence is seen again at once."""
    wire.forget(event.person_id)
    draw_anew(event)


def draw_anew(event) -> None:
    """Whoever has the person on the screen draws them anew."""
    wire.presence_changed(event.person_id)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one catch-up says: the pieces, how far they reach, whose presence they show, and who of them is online."""

    html: str
    since: int
    watched: frozenset[int]
    online: frozenset[int] = frozenset()
    hidden: bool = False  # whether the viewer hides their own presence


class Looker:
    """One open socket: who looks at what, and how far they have seen. `draw` gives None when its login is over; without
    a note it looks for nothing else.

    Frames are drawn and sent by one thread at a time. The queue is a set of things to look at again, bounded by being
    a set: a peer that is slower than the changes gets fewer, larger catch-ups, and one that takes nothing is dropped.
    """

    MANY = 50  # beyond so many changed conversations the list is redrawn whole

    def __init__(self, peer, person_id: int, login_id: int, draw: Callable[["Looker", set], "Frame | None"]):
        self.peer, self.person_id, self.login_id, self._draw = peer, person_id, login_id, draw
        self.other_id: int | None = None
        self.since = 0
        self.filter = "all"
        self.stars = ""
        self.watched = array("q")  # thousands of sockets keep one: a set of the same would take ten times as much
        self.closed = False
        self.hidden = False  # whether its person hides their presence
        self._ready = False  # until the page said hello there is nothing to send
        self._looks = 0
        self._notes: set = set()
        self._lock = threading.Lock()
        self._busy = False

    @property
    def shows(self) -> tuple:
        """What a frame for this socket depends on."""
        return self.login_id, self.other_id, self.since, self.filter, self.stars

    def look_at(self, other_id: int | None, since: int, filter: str, stars: str = "") -> None:
        """The page says what it shows and how far it has seen; it gets what it missed."""
        with self._lock:
            self.other_id, self.since, self.filter, self.stars = other_id, since, filter, stars
            self._ready = True
            self._looks += 1
        self.wake("all")

    def wake(self, *notes) -> None:
        """Something changed: a conversation (its id), the "list", a "presence", what is "private", or "all"; or, with
        "login", nothing may have: it looks whether its login goes on."""
        with self._lock:
            self._notes.update(notes)
            if len(self._notes) > self.MANY:
                self._notes = {"all"}
            if self._busy or self.closed:
                return
            self._busy = True
        threading.Thread(target=self._flush, daemon=True).start()

    def _flush(self) -> None:
        try:
            while notes := self._take():
                self._say(notes)
        except LoginOver:
            self.close(CLOSE_ENDED, "the login has ended")
        except Exception as error:
            # Gone, too slow, or nothing could be drawn: the page comes back and catches up.
            if not self.closed:
                log.info("socket dropped", error=type(error).__name__, person=self.person_id)
            self.closed = True
            if not isinstance(error, OSError):  # else half a frame may be out, and nothing can follow it
                self.close(CLOSE_SLOW, "try again")
            self.peer.cut()

    def _say(self, notes: set) -> None:
        if "pong" in notes:
            self.peer.send("pong")
            notes.discard("pong")
        if not notes:
            return
        if "login" in notes or not self._ready:
            hub.refuse_when_over(self, self._draw)
            notes.discard("login")
        if not notes or not self._ready:  # it heard only that its login goes on
            return
        look = self._looks
        frame = hub.frame(self, notes, self._draw)
        if frame is None:
            raise LoginOver
        with self._lock:
            if self._looks != look:  # the page shows something else by now, and is caught up next
                return
            self.since, self.watched, self.hidden = frame.since, array("q", frame.watched), frame.hidden
        self.peer.send(frame.html)

    def _take(self) -> set:
        with self._lock:
            notes, self._notes = self._notes, set()
            if not notes or self.closed:
                self._busy = False
                return set()
            return notes

    def close(self, code: int, reason: str) -> None:
        """Ends the socket with that code."""
        self.closed = True
        try:
            self.peer.close(code, reason)
        except Exception:  # already closed, or the peer does not listen
            self.peer.cut()


class LoginOver(Exception):
    """The login of this socket has ended."""


class _Shelf:
    """The frames drawn for one person since something last changed for them: tabs that show the same share one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asking = 0  # sockets that have one drawn, or wait for their turn
        self.frames: dict[tuple, tuple[float, Frame | None]] = {}  # with when its drawing began


class Hub:
    """The open sockets of this process, and the one listener that wakes them."""

    def __init__(self) -> None:
        self._lookers: dict[int, set[Looker]] = {}
        self._subscription = None
        self._thread: threading.Thread | None = None
        self._online: dict[int, bool] = {}
        self._shelves: dict[int, _Shelf] = {}
        self.closing = False
        self.gone = 0
        """Sockets that have closed."""
        self.make_locks()

    def make_locks(self) -> None:
        """Those of the live server are made when gevent has come."""
        self._lock = threading.RLock()
        self._drawing = threading.BoundedSemaphore(DRAWINGS_AT_ONCE)

    def count(self, person_id: int | None = None) -> int:
        """Open sockets: all, or those of one person."""
        with self._lock:
            if person_id is not None:
                return len(self._lookers.get(person_id, ()))
            return sum(len(lookers) for lookers in self._lookers.values())

    def join(self, app: Flask, looker: Looker) -> None:
        """Wakes this socket from now on. Its login may have ended unheard since it was asked for: it is looked up again
        as soon as its end would be heard, which for the first socket of a person Redis says (`_heard`)."""
        with self._lock:
            first = looker.person_id not in self._lookers
            self._lookers.setdefault(looker.person_id, set()).add(looker)
            if self._thread is None:
                if app.config["HALLE"].database_url.startswith("sqlite"):
                    self._drawing = threading.BoundedSemaphore(ON_SQLITE)
                self._thread = threading.Thread(target=self._listen, args=(app,), daemon=True)
                self._thread.start()
            if first:
                self._subscribe("subscribe", looker.person_id)
        if not first:
            looker.wake("login")
        if looker.hidden:
            return
        with app.app_context():
            wire.seen(looker.person_id, app.config["HALLE"].online_seconds)

    def leave(self, looker: Looker) -> None:
        """The socket is closed."""
        with self._lock:
            lookers = self._lookers.get(looker.person_id, set())
            lookers.discard(looker)
            self.gone += 1
            if not lookers:
                self._lookers.pop(looker.person_id, None)
                self._shelves.pop(looker.person_id, None)
                self._subscribe("unsubscribe", looker.person_id)

    def frame(self, looker: Looker, notes: set, draw: Callable) -> Frame | None:
        """The frame for this socket: one drawing serves all sockets of the same login that show the same."""
        key, asked_at = (*looker.shows, frozenset(notes)), time.monotonic()
        with self._lock:
            shelf = self._shelves.setdefault(looker.person_id, _Shelf())
            shelf.asking += 1
        try:
            with shelf.lock:
                begun_at, frame = shelf.frames.get(key, (0.0, None))
                # For a page that just came only a drawing that was begun since then is new enough.
                if begun_at and ("all" not in notes or begun_at >= asked_at):
                    return frame
                with self._drawing:
                    begun_at = time.monotonic()
                    frame = draw(looker, notes)
                # Unless the page changed to something else in the middle of it, or nobody else could use it: thousands
                # of pages come back after a restart, each frame as large as a list.
                if key[:-1] == looker.shows and ("all" not in notes or shelf.asking > 1):
                    shelf.frames[key] = begun_at, frame
                return frame
        finally:
            with self._lock:
                shelf.asking -= 1

    def refuse_when_over(self, looker: Looker, draw: Callable) -> None:
        """Raises LoginOver when the login of this socket has ended, as the database has it now."""
        with self._drawing:
            goes_on = draw(looker, set())
        if goes_on is None:
            raise LoginOver

    def remember(self, frame: Frame) -> None:
        """What a screen says of people is what looking around compares with."""
        for person_id in frame.watched:
            self._online.setdefault(person_id, person_id in frame.online)

    def close_all(self) -> None:
        """The process stops: every socket is told to come back."""
        self.closing = True
        why = CLOSE_RESTART, "restart"
        threads = [threading.Thread(target=looker.close, args=why, daemon=True) for looker in self._all()]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 2
        for thread in threads:
            thread.join(max(0, deadline - time.monotonic()))

    def _all(self) -> list[Looker]:
        with self._lock:
            return [looker for lookers in self._lookers.values() for looker in lookers]

    def _subscribe(self, verb: str, person_id: int) -> None:
        if self._subscription is not None:
            try:
                getattr(self._subscription, verb)(wire.channel(person_id))
            except redis.RedisError:
                self._subscription = None  # the listener notices and begins anew

    def _listen(self, app: Flask) -> None:
        with app.app_context():
            the_wire = wire.wire()
        look_again = 0.0
        while not self.closing:
            try:
                self._hear(app, the_wire)
            except (redis.RedisError, OSError, ValueError) as error:
                log.warning("not listening", error=type(error).__name__)
            except Exception:  # whatever it was: without a listener no page of this process would hear anything again
                log.exception("listener failed")
            self._subscription = None
            if time.monotonic() > look_again:  # nobody tells us: every page looks by itself
                look_again = time.monotonic() + LOOK_AROUND_SECONDS
                self._wake_all("all")
            time.sleep(1)

    def _hear(self, app: Flask, the_wire) -> None:
        subscription = the_wire.listener()
        with self._lock:
            channels = [wire.channel(person_id) for person_id in self._lookers]
            subscription.subscribe(wire.PRESENCE_CHANNEL, wire.EVERYBODY_CHANNEL, *channels)
            self._subscription = subscription
        self._wake_all("all")  # what was said before we listened
        # Apart: what is said meanwhile is heard at once.
        threading.Thread(target=self._keep_looking_around, args=(app, subscription), daemon=True).start()
        while not self.closing and self._subscription is subscription:
            message = subscription.get_message(timeout=1.0)
            if message is not None:
                self._heard(message)

    def _keep_looking_around(self, app: Flask, subscription) -> None:
        """While that subscription lasts; often enough that nobody who is here counts as gone in between."""
        pause = min(LOOK_AROUND_SECONDS, app.config["HALLE"].online_seconds / 3)
        while True:
            time.sleep(pause)
            if self.closing or self._subscription is not subscription:
                return
            try:
                self._look_around(app)
            except Exception:  # else nobody would be seen to come or go any more
                log.exception("did not look around")

    def _heard(self, message: dict) -> None:
        kind, name = message["type"], (message["channel"] or b"").decode()
        if kind == "subscribe" and name not in (wire.PRESENCE_CHANNEL, wire.EVERYBODY_CHANNEL):
            return self._wake(name, "login")  # from now on it is heard when their logins end
        if kind != "message":
            return None
        note = json.loads(message["data"])
        if name == wire.EVERYBODY_CHANNEL:
            with self._lock:
                self._shelves.clear()
            return self._wake_all("all")
        if name == wire.PRESENCE_CHANNEL:
            self._online[note["person"]] = True  # who came: that they leave again is noticed by looking around
            return self._presence_changed({note["person"]})
        return self._wake(name, *_notes_of(note))

    def _wake(self, channel: str, *notes) -> None:
        person_id = int(channel.rsplit(":", 1)[1])
        with self._lock:
            lookers = list(self._lookers.get(person_id, ()))
            self._shelves.pop(person_id, None)  # whatever was drawn is old now
        for looker in lookers:
            looker.wake(*notes)

    def _look_around(self, app: Flask) -> None:
        """Says that our own people are here, and finds out who came or went among those on the screens."""
        with self._lock:
            here = [person for person, lookers in self._lookers.items() if not any(one.hidden for one in lookers)]
            self._shelves.clear()  # what is shared is shared at once; later it only takes room
        watched = sorted({person_id for looker in self._all() for person_id in looker.watched})
        with app.app_context():
            metrics.tell_sockets(wire.wire(), self.count())
            wire.all_seen(here, app.config["HALLE"].online_seconds)
            online = wire.all_online(watched)
        known, self._online = self._online, {person_id: person_id in online for person_id in watched}
        if changed := {person_id for person_id, is_in in self._online.items() if known.get(person_id, True) != is_in}:
            self._presence_changed(changed)

    def _presence_changed(self, people: set[int]) -> None:
        for looker in self._all():
            if not people.isdisjoint(looker.watched):
                with self._lock:
                    self._shelves.pop(looker.person_id, None)
                looker.wake("presence")

    def _wake_all(self, note: str) -> None:
        for looker in self._all():
            looker.wake(note)


def _notes_of(note: dict) -> tuple:
    """What a socket has to look at again."""
    if "organised" in note:
        return "organised", note["organised"] or "moved"
    return ("private",) if "private" in note else (note.get("conversation", "list"),)


hub = Hub()
