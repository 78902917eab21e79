"""Uploads that can be resumed: tus 1.0, for scripts. Answers are one sentence; an upload is its owner's alone."""

import base64
import binascii
from wsgiref.handlers import format_date_time

from flask import Blueprint, Response, abort, request, url_for
from flask_login import login_required

from inbox.config import settings
from inbox.errors import Invalid, Locked, Refused
from inbox.models.attachment import Attachment
from inbox.services import uploads
from inbox.views import transfers
from inbox.views.screens import person_named
from inbox.views.viewer import viewer

bp = Blueprint("uploads", __name__)
VERSION = "1.0.0"
KIND = "application/offset+octet-stream"
DIGITS_MAX = 18


@bp.before_request
def refuse_other_versions():
    """412 for what is no tus 1.0."""
    if request.method == "OPTIONS" or request.headers.get("Tus-Resumable") == VERSION:
        return None
    answer = _answer(412, "Tus-Resumable: 1.0.0")
    answer.headers["Tus-Version"] = VERSION
    return answer


@bp.after_request
def say_the_version(response: Response) -> Response:
    """Whatever the answer is, also where it is a page of errors."""
    response.headers["Tus-Resumable"] = VERSION
    return response


@bp.route("/uploads/", methods=["OPTIONS"])
def options():
    """What this server knows of tus."""
    answer = _answer(204)
    answer.headers["Tus-Version"] = VERSION
    answer.headers["Tus-Extension"] = "creation,termination,expiration,checksum"
    answer.headers["Tus-Max-Size"] = str(settings().file_max)
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(uploads.ALGORITHMS)
    return answer


@bp.post("/uploads/")
@login_required
def create():
    """Takes room for a file. Its metadata: `filename`, and `to`, the username of whom it is for; without it the file is
    to be kept, as with a quick reply."""
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    try:
        if "Upload-Concat" in request.headers:  # a part of a file would look like all of it
            raise Invalid({"Upload-Concat": "Upload-Concat?"})
        size = _number("Upload-Length")
        uploads.refuse_size(size)
        other = person_named(told["to"]) if "to" in told else None
        row = uploads.begin(viewer(), other, told.get("filename", ""), size)
    except Refused as refusal:
        return _refused(refusal)
    answer = _about(201, row)
    answer.headers["Location"] = url_for("uploads.show", token=row.token)
    return answer


@bp.route("/uploads/<token>", methods=["HEAD"])
@login_required
def show(token):
    """How much of it is here."""
    answer = _about(200, row := _own(token))
    answer.headers["Upload-Length"] = str(row.size)
    return answer


@bp.route("/uploads/<token>", methods=["PATCH", "POST"])
@login_required
def update(token):
    """More of its bytes. Where a proxy lets no such method pass, POST with the method that is meant in a header."""
    meant = request.method if request.method == "PATCH" else request.headers.get("X-HTTP-Method-Override")
    if meant == "DELETE":
        return destroy(token)
    if meant != "PATCH":
        abort(405)
    _own(token)
    if request.mimetype != KIND:
        return _answer(415, KIND)
    try:
        offset = _number("Upload-Offset")
        if offset is None:
            abort(400)
        header = request.headers.get("Upload-Checksum")
        checksum = None if header is None else uploads.Checksum.read(header)
        with transfers.slot(viewer().id):
            row = uploads.receive(viewer(), token, offset, transfers.coming(), checksum)
    except Refused as refusal:
        return _refused(refusal)
    return _about(204, row)


@bp.route("/uploads/<token>", methods=["DELETE"])
@login_required
def destroy(token):
    """It is not wanted any more."""
    _own(token)
    uploads.cancel(viewer(), token)
    return _answer(204)


def _own(token: str) -> Attachment:
    return uploads.own(viewer(), token) or abort(404)


def _number(name: str) -> int | None:
    """A whole number of a header; None when it is absent. Raises Invalid for anything else."""
    text = request.headers.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        raise Invalid({name: f"{name}?"})
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    """`name base64, name base64`: what cannot be read is left out."""
    told = {}
    for pair in header.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
    return told


def _about(status: int, row: Attachment) -> Response:
    answer = _answer(status)
    answer.headers["Upload-Offset"] = str(row.offset)
    if row.expires_at is not None:
        answer.headers["Upload-Expires"] = format_date_time(row.expires_at.timestamp())
    return answer


def _refused(refusal: Refused) -> Response:
    answer = _answer(400 if type(refusal) is Invalid else refusal.status, str(refusal.sentence))
    if isinstance(refusal, Locked):
        answer.headers["Retry-After"] = "2"
    return answer


def _answer(status: int, sentence: str = "") -> Response:
    return Response(sentence + "\n" if sentence else "", status, mimetype="text/plain")
