"""What people know and no ledger does, with its whole history: who entered it, when, from where, old and new."""

from kamlib.register.conflict import RegisterConflict
from kamlib.register.register import Register, Written, default_author, existing_register, open_register

__all__ = ["Register", "RegisterConflict", "Written", "default_author", "existing_register", "open_register"]
