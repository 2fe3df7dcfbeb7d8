"""`python -m fmnist_core`: the journeys of the app from a shell."""

import sys

from fmnist_core.cli import main

if __name__ == "__main__":
    sys.exit(main())
