"""One folder a page: page.py and its parts."""
