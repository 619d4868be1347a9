"""`python -m trastienda`."""

from trastienda.cli import main

main()
