"""``python -m tests.system.hasty`` is ``sportello``, but it takes up what a dead process held after seconds.

On PostgreSQL a claim is dead after a lease, a minute by a living process's clock. Only for tests in which one
process runs at a time: beside another one, what that is still sending would be sent twice.
"""

from datetime import timedelta

from bot.cli.program import main
from bot.config import Telegram
from bot.outbox import dispatcher

_LEASE = timedelta(seconds=2)

dispatcher._LEASE_MARGIN = _LEASE - timedelta(seconds=Telegram().send_timeout_s)  # type: ignore[misc]  # noqa: SLF001
dispatcher._RECLAIM_EVERY_S = 0.5  # type: ignore[misc]  # noqa: SLF001

main()
