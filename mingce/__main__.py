"""`python -m mingce`."""

from mingce.cli import main

raise SystemExit(main())
