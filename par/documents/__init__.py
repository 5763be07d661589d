"""An order on paper and in a workbook, in the language of its customer (R20)."""
