"""`python -m deploy.cli` is the command `kheo`."""

from deploy.cli.main import main

main()
