"""Entry point of `python -m faq.tune`, which writes weights.toml; the work is in `faq.examine.tune`."""

import sys

from faq.examine.tune import main

if __name__ == "__main__":
    sys.exit(main())
