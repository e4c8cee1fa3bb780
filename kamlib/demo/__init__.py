"""A fictional distributor of plumbing, tools and building supplies, made from a seed, with planted truths."""

from kamlib.demo.company import QUARTER_BEFORE, DemoCompany, generate
from kamlib.demo.files import write

__all__ = ["QUARTER_BEFORE", "DemoCompany", "generate", "write"]
