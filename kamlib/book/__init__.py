"""The pipeline from a company's home to a published book, and the books that are kept."""
