"""The public form: a message is written, drafted and sent."""
