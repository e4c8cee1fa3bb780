"""What every number and code is called and how it is written, in English and Russian."""
