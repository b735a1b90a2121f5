"""The look of every page: words, formats, drawings, stylesheets. No citizen, no database."""
