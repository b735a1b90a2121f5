"""The rules of counting: pure values in, pure values out."""
