"""Start Chainrule: `python main.py`, `python main.py FILE_OR_EXPR`, `python main.py eval …`."""

import sys

from app.cli import main

if __name__ == "__main__":
    sys.exit(main())
