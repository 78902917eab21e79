"""A verb that refuses raises one of these: a sentence for the person, and the status of the answer."""

from collections.abc import Mapping
from types import MappingProxyType


class Refused(Exception):
    """What was asked for is not done, and nothing was half-done. `sentence` is translated when it is drawn.

    `errors`: a sentence for each form field that has to be corrected; none, where no field is to blame."""

    status = 403
    errors: Mapping = MappingProxyType({})

    def __init__(self, sentence):
        super().__init__(str(sentence))
        self.sentence = sentence

    @property
    def lasting(self):
        """The sentence as it is kept with something that was not done: true also when it is read much later."""
        return self.sentence


class NotAllowed(Refused):
    """The person can see the thing, but may not do this with it."""

    status = 403


class Invalid(Refused):
    """Something in the form has to be corrected: it has `errors`."""

    status = 422

    def __init__(self, errors: dict):
        super().__init__(next(iter(errors.values())))
        self.errors = errors


class Conflict(Refused):
    """The thing is no longer what the person saw."""

    status = 409


class TooMany(Refused):
    """Too many tries; `seconds` until the next one is worth making."""

    status = 429

    def __init__(self, sentence, seconds: int):
        super().__init__(sentence)
        self.seconds = seconds


class TooLarge(Refused):
    """More bytes than one thing may have."""

    status = 413


class Locked(Refused):
    """Somebody else works on it at this moment, as another tab does."""

    status = 423


class NoRoom(Refused):
    """The disk is full: it works again once there is room."""

    status = 507


class Busy(Refused):
    """Not now: a moment later it may be possible."""

    status = 503
