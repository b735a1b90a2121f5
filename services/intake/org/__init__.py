"""Units as intake knows them: names, the line of superiors, who looks at what."""
