"""Official papers as files: one plain value, set as PDF and as DOCX as the law has it."""
