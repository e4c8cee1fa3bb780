"""The door: files of a company come in, canonical tables and rejects come out."""

from kamlib.intake.run import import_files

__all__ = ["import_files"]
