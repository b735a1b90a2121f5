"""What registry can be asked, one module per idea."""
