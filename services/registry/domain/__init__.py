"""The rules of registry. Pure: values in, values or a Rejection out."""
