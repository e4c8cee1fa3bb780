"""The command line `kam`."""
