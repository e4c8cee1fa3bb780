"""Key account management analytics over a company's own sales and client data."""

__version__ = "0.1.0"
