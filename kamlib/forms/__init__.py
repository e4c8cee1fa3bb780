"""The Excel form that people fill in: written here, read back by the import."""
