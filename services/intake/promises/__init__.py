"""Promises: days given to somebody by which there is a result, and what becomes of them."""
