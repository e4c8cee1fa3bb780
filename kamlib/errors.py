"""Errors a user can act on: what was found, where, and what to do."""


class KamError(Exception):
    """The data or the user's input are at fault, and the message says what to do.

    The command line prints the message and exits with status 1; the dashboard shows it in place of a page.
    """
