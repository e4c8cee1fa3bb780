"""Excel workbooks: several sheets, cells with types, merged cells, errors in cells."""
