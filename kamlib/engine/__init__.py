"""Finds the SQL models, gives them what they read, runs them, and the checks after them."""
