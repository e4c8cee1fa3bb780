"""Text of the company's own inside Markdown: it must show as it is, and do nothing."""

from __future__ import annotations

import re

# a dollar sign would begin a formula, a bracket a link or a colour
SPECIAL = re.compile(r"([\\`*_\[\]<>#~$|])")


def plain(text: object) -> str:
    return SPECIAL.sub(r"\\\1", str(text))
