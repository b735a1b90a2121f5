"""The ways messages come in by: mail, text messages, webhooks."""
