"""What Khéo has promised to other systems, written down: schemas, AsyncAPI, OpenAPI."""
