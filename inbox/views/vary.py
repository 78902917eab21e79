"""What an answer depends on, told to those who keep answers."""

from flask import Response


def vary(response: Response, name: str) -> None:
    """It depends on that header of the request."""
    said = response.headers.get("Vary")
    if said is None:
        response.headers["Vary"] = name
    elif name.lower() not in (each.strip().lower() for each in said.split(",")):
        response.headers["Vary"] = f"{said}, {name}"
