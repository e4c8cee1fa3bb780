"""Errors a user can act on: what was found, where, and what to do."""

from __future__ import annotations

from kamlib.core.texts import t


class KamError(Exception):
    """The data or the user's input are at fault, and the message says what to do.

    Made from a text of kamlib/texts ("intake.no_such_file") and its values, so that it can be told in either
    language. The command line prints it and exits with status 1; the dashboard shows it in place of a page.
    """

    def __init__(self, key: str, **values: object):
        super().__init__(key)
        self.key = key
        self.values = values

    def text(self, lang: str | None = None) -> str:
        return t(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.text()
