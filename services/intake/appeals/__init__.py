"""Appeals of citizens and escalations of what is late, up the line."""
