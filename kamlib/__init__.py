"""Key account management analytics over a company's own sales and client data."""
