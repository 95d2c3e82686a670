"""``python -m qunce.cli``: what ``.venv/bin/qunce`` runs."""

import sys

from qunce.cli import main

if __name__ == "__main__":
    sys.exit(main())
