"""Posts with a picture of ours: uploaded once, sent by id, edited in place; a dead file is a fault."""

from pathlib import Path

from bot.demo.lookalike import Lookalike
from bot.demo.telegram.model import Picture
from bot.demo.telegram.pictures import meter
from bot.outbox.outcome import Fault, Sent
from bot.storage.parcels import Content, PostEdit, PostPhoto
from tests.support.sending import delivery, way_out


async def test_a_picture_is_uploaded_once_then_sent_by_its_id(telegram: Lookalike, tmp_path: Path) -> None:
    """The second person gets the same file when it is no longer on the disk; words are edited below it."""
    people = [telegram.user(name) for name in ("Ada", "Bruno", "Greta")]
    for person in people:
        await person.says("/start")
    file = tmp_path / "picture.png"
    file.write_bytes(meter("03017"))
    async with way_out(telegram) as out:

        async def send(content: Content, number: int) -> object:
            return await out.sender.send(delivery(content, chat_id=people[number].id))

        post = PostPhoto("<b>Ecco</b>", (), path=str(file))
        first = await send(post, 0)
        file.unlink()
        second = await send(post, 1)
        assert isinstance(first, Sent)
        assert isinstance(second, Sent)
        contents = [(await person.sees("Ecco")).message.content for person in people[:2]]
        assert [type(content) for content in contents] == [Picture, Picture]
        number = second.message_id or 0
        assert await send(PostEdit("Giusto", (), message_id=number, below_picture=True), 1) == Sent(number)
        assert (await people[1].sees("Giusto")).id == number
        assert await send(PostPhoto("x", (), path=str(tmp_path / "none.png")), 2) == Fault(
            "the picture's file cannot be read: No such file or directory"
        )


async def test_an_edit_of_a_post_sends_nothing_new(telegram: Lookalike) -> None:
    """Whoever has deleted the message gets no second one."""
    ada = telegram.user("Ada")
    await ada.says("/start")
    async with way_out(telegram) as out:
        outcome = await out.sender.send(delivery(PostEdit("Giusto", (), message_id=999), chat_id=ada.id))
    assert isinstance(outcome, Fault)
