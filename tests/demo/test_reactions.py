"""Reactions, people's and the bot's, through python-telegram-bot."""

import pytest
import telegram as ptb

from bot.demo.lookalike import Lookalike
from bot.demo.telegram import groups
from bot.demo.telegram.model import Chat
from tests.demo.conftest import refusal, updates


@pytest.fixture
def group(telegram: Lookalike) -> Chat:
    """A support group with topics."""
    return telegram.forum("Assistenza", "Olga", "Piero")


def _emoji(reactions: tuple[ptb.ReactionType, ...]) -> list[str]:
    return [one.emoji for one in reactions if isinstance(one, ptb.ReactionTypeEmoji)]


async def test_reactions_of_people(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """Each change comes with what was and what is, by chat and message, without a topic."""
    await updates(client)
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    await ada.reacts(said, "👍")
    await ada.reacts(said, "❤")
    await ada.reacts(said, "❤")
    await ada.reacts(said)
    topic = (await client.create_forum_topic(group.id, "12")).message_thread_id
    olga = telegram.user("Olga", at=group, topic=topic)
    await olga.reacts(await olga.says("eccomi"), "👏")
    found = [update.message_reaction for update in await updates(client) if update.message_reaction]
    assert [(_emoji(one.old_reaction), _emoji(one.new_reaction)) for one in found] == [
        ([], ["👍"]),
        (["👍"], ["❤"]),
        (["❤"], []),
        ([], ["👏"]),
    ]
    last = found[-1]
    assert last.user is not None
    assert (last.chat.id, last.user.id) == (group.id, olga.id)
    assert olga.transcript[-1].reactions == ((olga.id, "👏"),)


async def test_custom_reactions(client: ptb.Bot, telegram: Lookalike) -> None:
    """People with Premium react with emoji of their own, which the bot cannot set."""
    await updates(client)
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    await ada.reacts(said, "5368324170671202286")
    change = (await updates(client))[-1].message_reaction
    assert change is not None
    (reaction,) = change.new_reaction
    assert isinstance(reaction, ptb.ReactionTypeCustomEmoji)
    assert await refusal(client.set_message_reaction(ada.id, said.id, [reaction])) == "Reaction_invalid"


async def test_reactions_come_on_request_only(client: ptb.Bot, telegram: Lookalike) -> None:
    """A bot that does not name `message_reaction` hears of none."""
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    await client.get_updates(allowed_updates=[])
    await ada.reacts(said, "👍")
    await client.get_updates(allowed_updates=["message"])
    await ada.reacts(said, "👏")
    assert [update.message_reaction for update in await client.get_updates()] == [None]


async def test_reactions_reach_administrators_only(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """In a group, a bot without the office hears of none."""
    telegram.world.set_status(group.id, telegram.user("Olga").person, "member")
    await updates(client)
    piero = telegram.user("Piero", at=group)
    await piero.reacts(await piero.says("/prendo"), "👍")
    assert [update.message_reaction for update in await updates(client)] == [None]


async def test_an_anonymous_administrator_reacts(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """The reaction is the group's."""
    await updates(client)
    olga = telegram.user("Olga", at=group)
    groups.becomes(telegram.world, olga.person, group.id, "creator", is_anonymous=True)
    await olga.reacts(await olga.says("eccomi"), "👍")
    change = (await updates(client))[-1].message_reaction
    assert change is not None
    assert change.actor_chat is not None
    assert (change.user, change.actor_chat.id) == (None, group.id)


async def test_the_bots_one_reaction(client: ptb.Bot, telegram: Lookalike) -> None:
    """The bot sets one of the allowed ones, changes it and takes it away; it hears nothing of its own."""
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    await updates(client)
    await client.set_message_reaction(ada.id, said.id, "👀")
    await ada.sees_reaction(said, "👀")
    await client.set_message_reaction(ada.id, said.id, ptb.constants.ReactionEmoji.SHRUG)
    await ada.reacts(said, "👍")
    before = ada.transcript[0].reactions
    await client.set_message_reaction(ada.id, said.id)
    after = ada.transcript[0].reactions
    assert before == ((ada.id, "👍"), (client.id, "🤷"))
    assert after == before[:1]
    assert len(await updates(client)) == 1
    calls = [
        client.set_message_reaction(ada.id, said.id, ["👍", "👏"]),
        client.set_message_reaction(ada.id, said.id, "✅"),
        client.set_message_reaction(ada.id, 99, "👍"),
    ]
    assert [await refusal(call) for call in calls] == [
        "Reactions_too_many",
        "Reaction_invalid",
        "Message to react not found",
    ]


@pytest.mark.parametrize("emoji", list(ptb.constants.ReactionEmoji))
async def test_every_allowed_reaction(telegram: Lookalike, client: ptb.Bot, emoji: str) -> None:
    """Whatever the library lists, the bot may set."""
    ada = telegram.user("Ada")
    said = await ada.says("ciao")
    assert await client.set_message_reaction(ada.id, said.id, emoji)


async def test_a_group_may_allow_few(client: ptb.Bot, telegram: Lookalike, group: Chat) -> None:
    """A group's own list is told by getChat, and anything else is refused."""
    said = await telegram.user("Olga", at=group).says("ciao")
    telegram.world.rooms[group.id].allowed_reactions = frozenset({"👍"})
    available = (await client.get_chat(group.id)).available_reactions
    assert available is not None
    assert _emoji(available) == ["👍"]
    assert await refusal(client.set_message_reaction(group.id, said.id, "👀")) == "Reaction_invalid"
    await client.set_message_reaction(group.id, said.id, "👍")


async def test_reactions_to_albums(client: ptb.Bot, telegram: Lookalike) -> None:
    """Whichever picture is meant, the reaction lands on the first that is still there."""
    ada = telegram.user("Ada")
    album = await ada.sends_album(ada.photo(), ada.photo(), ada.photo())
    await client.set_message_reaction(ada.id, album[2].id, "👀")
    assert [len(line.reactions) for line in ada.transcript] == [1, 0, 0]
    await ada.deletes(album[0])
    await client.set_message_reaction(ada.id, album[2].id, "👀")
    assert [len(line.reactions) for line in ada.transcript] == [1, 0]
