"""``python -m bot`` is ``sportello``."""

from bot.cli import main

main()
