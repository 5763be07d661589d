"""A customer's PAR list as an Excel file: taken away, changed there, and brought back."""
