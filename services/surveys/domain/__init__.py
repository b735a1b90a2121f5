"""The rules of surveys. Pure: values in, values or a Rejection out."""
