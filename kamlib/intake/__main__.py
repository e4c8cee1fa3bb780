"""python -m kamlib.intake FILE…: the import alone, as `kam import`."""

import typer

from kamlib.intake.command import import_command

typer.run(import_command)
