"""The floor of downloads: Flask sends one file, to anybody."""

import os

from flask import Flask, send_file

app = Flask(__name__)


@app.get("/")
def file():
    """The file."""
    return send_file(os.environ["FLOOR_FILE"], as_attachment=True)
