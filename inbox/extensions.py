"""The Flask extensions, born unbound; `app.create_app` binds them."""

import hmac

from flask import g, request, session
from flask_babel import Babel
from flask_login import LoginManager
from flask_sock import Sock
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """The base of all models. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class FormTokens(CSRFProtect):
    """The token that this very session gave to its forms needs no look into its signature: the session is signed."""

    def protect(self, apply_exemptions: bool = False) -> None:
        given, sent = session.get("form_token"), self._get_csrf_token() if request.method == "POST" else None
        if given and sent and hmac.compare_digest(given.encode(), sent.encode("utf-8", "surrogatepass")):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})
login = LoginManager()
sock = Sock()
csrf = FormTokens()
babel = Babel()
