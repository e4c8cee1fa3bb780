"""The review pack: its contents, and the PDF, workbook and slides made of them."""
