"""What the numbers rest on: sources, whether they add up, what could not be used, what is missing."""

from app.screens.data import provenance, sources
from app.screens.data.add_files import add_files
from app.session import say
from app.widgets import shell

shell.heading(say("page_data"))
add_files()
provenance.freshness()
provenance.grain()
provenance.months()
provenance.sources()
sources.counting()
provenance.reconciliation()
provenance.overlaps()
provenance.rejects()
provenance.payments()
provenance.gaps()
