"""The rules of compliance. Pure: values in, values or a Rejection out."""
