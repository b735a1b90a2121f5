"""What citizens are owed in words: texts, composing, sending out."""
