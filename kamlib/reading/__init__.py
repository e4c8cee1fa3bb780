"""Text in, values of the contract out: one SELECT reads a sheet, and a row given in Python is judged by the same."""
