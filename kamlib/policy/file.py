"""Putting a changed policy in force: a new version of policy.toml, with the versions before kept."""

from __future__ import annotations

import os
from pathlib import Path

import tomlkit

from kamlib.core.errors import KamError
from kamlib.policy import Policy


def versions(home: Path | str) -> list[Path]:
    """The earlier policy files of a home, the oldest first: policies/policy_0001.toml and so on."""
    return sorted((Path(home) / "policies").glob("policy_*.toml"))


def put_in_force(home: Path | str, policy: Policy, decision_id: str) -> Path:
    """Write the home's policy.toml so that it says `policy`, naming the decision; the file before is kept.

    Only single values are changed; comments, and lists such as the RFM segments, stay as the file has them. Written
    aside and swapped in, so that a failure leaves the policy as it was. The book follows at its next build. Gives the
    path of the version kept. Raises KamError where the file as it stands cannot be read, and for other lists.
    """
    home = Path(home)
    file = home / "policy.toml"
    before = Policy.read(file) if file.exists() else Policy()
    old = file.read_bytes() if file.exists() else b""
    document = tomlkit.parse(old.decode("utf-8-sig"))
    changed = {name: value for name, value in policy.scalars().items() if value != before.scalars()[name]}
    for section, part in policy:
        for name, _ in part:
            if f"{section}_{name}" in changed:
                if section not in document:
                    document[section] = tomlkit.table()
                document[section][name] = changed[f"{section}_{name}"]
                if not isinstance(document[section], tomlkit.items.InlineTable):  # it has no room for a comment
                    document[section][name].comment(f"decision {decision_id}")
    kept = home / "policies"
    kept.mkdir(exist_ok=True)
    version = kept / f"policy_{len(versions(home)) + 1:04d}.toml"
    aside = home / f".policy-{os.getpid()}.toml"
    try:
        aside.write_text(tomlkit.dumps(document), "utf-8")
        if Policy.read(aside) != policy:
            raise KamError("skam.policy_not_written", file=file)
        version.write_bytes(old)
        os.replace(aside, file)
    except BaseException:
        version.unlink(missing_ok=True)
        raise
    finally:
        aside.unlink(missing_ok=True)
    return version
