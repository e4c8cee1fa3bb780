"""What the numbers rest on: sources, whether they add up, what could not be used, what is missing."""

from parts import provenance, shell
from session import say

shell.heading(say("page_data"))
provenance.freshness()
provenance.sources()
provenance.reconciliation()
provenance.overlaps()
provenance.rejects()
provenance.gaps()
