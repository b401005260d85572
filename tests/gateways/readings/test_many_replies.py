"""Reply files of the company in numbers that nobody expects."""

from pathlib import Path

from bot.gateways.readings.folder import CsvFolder
from tests.gateways.readings.utilities import batch, reading


async def test_of_very_many_replies_the_first_are_read(tmp_path: Path) -> None:
    """The rest comes when those have been put away, so that the memory holds."""
    utility = CsvFolder(tmp_path)
    await utility.hand_over(batch("a" * 32, reading(1)))
    for number in range(60):
        (tmp_path / "replies" / f"{number:02}.csv").write_text("reading_id,reason\n1,no\n")
    first = await utility.replies()
    for reply in first:
        await utility.put_away(reply)
    second = await utility.replies()
    assert [reply.name for reply in [*first, *second]] == [f"{number:02}.csv" for number in range(60)]
    assert len(first) == 50
