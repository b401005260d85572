"""``python -m bot`` is ``sportello``."""

from bot.cli.program import main

main()
