"""How registry puts who is who into the published language."""
