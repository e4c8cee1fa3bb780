"""One folder a page: the page itself, named as its address, and its parts."""
