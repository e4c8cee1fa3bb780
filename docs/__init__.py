"""What is made from the code for the documents: `make docs` writes it anew, tests say when that is due."""
