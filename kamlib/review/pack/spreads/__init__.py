"""The spreads of a pack, a question each."""
