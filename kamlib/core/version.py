"""The version of the package; CHANGELOG.md begins with it, and pyproject.toml reads it here."""

VERSION = "0.2.0"
