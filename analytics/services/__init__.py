"""What changes sales."""
