"""Every kind of message both ways, with replies, edits and reactions; notes stay, and are taken back."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups
from bot.demo.telegram.faults import Refusal
from bot.demo.telegram.formatted import plain
from bot.demo.telegram.model import (
    Contact,
    Content,
    Document,
    Entity,
    Formatted,
    Location,
    Other,
    Poll,
    Recording,
    Sticker,
    Venue,
    Voice,
    Words,
)
from bot.demo.walker import Walker
from tests.support.deskwalk import DeskWalk
from tests.support.logbook import Logbook

_BOLD: Final = Words(Formatted("piano piano", (Entity("bold", 0, 5), Entity("italic", 6, 5))))
_HERE: Final = Location(45.0, 9.0)
_POLL: Final = "📊 <b>Quando?</b>\n• oggi\n• domani"
#: What is sent, and how it arrives: its kind and its words.
_KINDS: Final[tuple[tuple[Callable[[Lookalike, Walker], Content], str, str], ...]] = (
    (lambda _, _who: _BOLD, "text", "<b>piano</b> <i>piano</i>"),
    (lambda _, who: who.photo("il contatore"), "photo", "il contatore"),
    (lambda _, _who: Voice(4), "voice", ""),
    (lambda _, _who: Recording("video", 5, caption=plain("gira")), "video", "gira"),
    (lambda _, _who: Recording("video_note", 3), "video_note", ""),
    (lambda _, _who: Recording("audio", 3), "audio", ""),
    (lambda there, _who: _paper(there), "document", "la bolletta"),
    (lambda _, _who: _HERE, "location", ""),
    (lambda _, _who: Venue(_HERE, "Bar", "Via X"), "venue", ""),
    (lambda _, who: Contact("+39333", who.person), "contact", ""),
    (lambda _, _who: Sticker("😀"), "sticker", ""),
    (lambda _, _who: Poll("Quando?", ("oggi", "domani")), "text", _POLL),
    (lambda _, _who: Other({"dice": {"emoji": "🎲", "value": 3}}), "dice", ""),
    (lambda _, _who: Other({"never_heard_of": {"x": 1}}), "never_heard_of", ""),
)
_PAID: Final = Other({"paid_media": {"star_count": 1, "paid_media": []}})


def _paper(telegram: Lookalike) -> Document:
    return Document(telegram.world.keep_file(b"%PDF", "document"), "bolletta.pdf", 4, plain("la bolletta"))


def _lines(walker: Walker, since: int, sender_id: int) -> list[tuple[str, str]]:
    return [
        (line.kind, line.html)
        for line in walker.transcript
        if line.id > since and line.sender_id == sender_id and not line.album
    ]


async def test_every_kind_arrives_on_the_other_side(walk: DeskWalk, log: Logbook) -> None:
    """In order and as it is, an album in one piece; what cannot be copied is said to who sent it."""
    bot_id = walk.telegram.world.bot.id
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        await olga.says("eccomi")
        await walk.quiet()
        for who, other in ((walk.ada, olga), (olga, walk.ada)):
            since = max(line.id for line in other.transcript)
            for content, _, _ in _KINDS:
                await who.sends(content(walk.telegram, who))
            await who.sends_album(who.photo("due foto"), who.photo())
            await walk.quiet()
            assert _lines(other, since, bot_id) == [(kind, html) for _, kind, html in _KINDS]
            album = [line for line in other.transcript if line.album and line.sender_id == bot_id]
            assert [line.html for line in album] == ["due foto", ""]
            assert len({line.album for line in album}) == 1
            assert not any(line.is_forward for line in walk.ada.transcript)
        paid = await walk.ada.sends(_PAID)
        await walk.ada.sees("Non sono riuscito a passare quello che hai mandato")
        refused = await olga.sends(_PAID)
        answer = await olga.sees("Non consegnato")
        await walk.quiet()
    assert answer.message.reply_to is not None
    assert answer.message.reply_to.id == refused.id
    assert paid.id
    log.forgive("a delivery ended badly")


async def test_replies_edits_and_reactions_find_their_twin(walk: DeskWalk) -> None:
    """Replies stay replies; an operator's edit changes the copy, a customer's stands below the old words."""
    ada, bot_id = walk.ada, walk.telegram.world.bot.id
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        asked = await walk.turn_within(lambda: ada.says("quanto costa?"))
        twin = await olga.sees("quanto costa?")
        answered = await walk.turn_within(lambda: olga.says("niente", reply_to=twin))
        copy = await ada.sees("niente")
        await walk.turn_within(lambda: ada.says("davvero?", reply_to=copy))
        back = await olga.sees("davvero?")
        assert copy.message.reply_to is not None
        assert copy.message.reply_to.id == asked.id
        assert back.message.reply_to is not None
        assert back.message.reply_to.id == answered.id
        await ada.edits(asked, "quanto costa il tecnico?")
        shown = await olga.sees("Il cliente ha modificato questo messaggio:\nquanto costa il tecnico?")
        assert shown.message.reply_to is not None
        assert shown.message.reply_to.id == twin.id
        assert olga.chat[olga.chat.index(twin)].text == "quanto costa?"
        await olga.edits(answered, "è gratis")
        await walk.quiet()
        await ada.reacts(copy, "❤")
        await olga.reacts(twin, "👌")
        await olga.sees_reaction(answered, "❤")
        await ada.sees_reaction(asked, "👌")
        await ada.reacts(copy)
        await olga.sees_reaction(answered, "👍")
    words = {line.id: line.html for line in ada.transcript if line.sender_id == bot_id}
    assert words[copy.id] == "è gratis"


async def test_notes_stay_among_operators(walk: DeskWalk) -> None:
    """By their mark, as a reply to one, by command, in any part of an album; strangers are not heard."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        note = await walk.turn_within(lambda: olga.says("// chiama domani"))
        await olga.says("d’accordo", reply_to=note)
        await olga.says("/nota è gentile")
        await olga.sends_album(olga.photo(), olga.photo("// due foto per noi"))
        await walk.quiet()
        stranger = walk.telegram.user("Sconosciuto", at=walk.group, topic=olga.thread)
        groups.joins(walk.telegram.world, stranger.person, walk.group.id)
        groups.leaves(walk.telegram.world, stranger.person, walk.group.id)
        before = [bubble.text for bubble in walk.ada.chat]
        assert len(before) == 4
        await olga.edits(note, "chiama domani")
        question = await olga.sees("Era una nota. Inviare al cliente?")
        assert question.labels == ["📤 Invia", "No"]
        await olga.presses("📤 Invia")
        await walk.ada.sees("chiama domani")
        sent = await walk.turn_within(lambda: olga.says("a presto"))
        await olga.edits(sent, "// a presto")
        warned = await olga.sees("Il cliente ha già ricevuto questo messaggio")
        assert "Ritira" in warned.labels[0]
        await walk.quiet()
    assert [bubble.text for bubble in walk.of_bot(walk.ada)][-2:] == ["chiama domani", "a presto"]


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_message_is_taken_back(walk: DeskWalk, is_late: bool) -> None:  # noqa: FBT001 - a case
    """Within 48 hours it disappears; later Telegram refuses, and words stand in its place."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga = walk.operator()
        sent = await walk.turn_within(lambda: olga.says("il codice è 12"))
        copy = await walk.ada.sees("il codice è 12")
        if is_late:
            refusal = Refusal(400, "Bad Request: message can't be deleted for everyone")
            walk.telegram.faults.switch_on(refusal, method="deleteMessage", times=1)
        await walk.turn_within(lambda: olga.says("/ritira", reply_to=sent))
        words = {line.id: line.html for line in walk.ada.transcript}
        assert words.get(copy.id) == ("<i>Questo messaggio è stato ritirato.</i>" if is_late else None)
        (entry,) = await walk.entries("operator")
        assert (entry.state, entry.html) == ("withdrawn", "il codice è 12")


async def test_an_anonymous_admin_counts_and_two_operators_share_a_case(walk: DeskWalk) -> None:
    """Nobody's name reaches the customer; who takes a case from a colleague is asked first."""
    async with walk.opened():
        await walk.opens("il contatore fischia")
        olga, piero = walk.operator(), walk.operator("Piero")
        await walk.turn_within(lambda: olga.presses("🙋 Prendo io"))
        await walk.turn_within(lambda: piero.presses("🙋 Prendo io"))
        await piero.sees("Questa richiesta la segue Olga. Vuoi prenderla tu?")
        await walk.turn_within(lambda: piero.presses("🙋 La prendo io"))
        await piero.sees("Ora questa richiesta la segue Piero")
        rita = walk.telegram.user("Rita").person
        groups.becomes(walk.telegram.world, rita, walk.group.id, "administrator", is_anonymous=True)
        said: Any = await walk.turn_within(lambda: walk.operator("Rita").says("arriviamo"))
        await walk.ada.sees("arriviamo")
        await olga.sees_reaction(said, "👍")
        await walk.turn_within(lambda: piero.says("anche io"))
    for name in ("Olga", "Piero", "Rita", "Assistenza"):
        assert name not in walk.ada.picture().replace("--- Ada", "")
