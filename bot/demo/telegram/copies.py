"""The methods that send a message on: as a copy without a name, or forwarded with it."""

from dataclasses import replace

from bot.demo.telegram import shapes
from bot.demo.telegram.contents import Filed, captioned, has_caption, is_copyable
from bot.demo.telegram.formatted import units
from bot.demo.telegram.model import Content, Formatted, Json, Location, Message, Poll
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.sending import CAPTION_LENGTH, check_caption, place
from bot.demo.telegram.world import World

_MOST = 100


def copy_message(world: World, given: Parameters) -> Json:
    """A message sent anew without its sender; gives the id alone.

    With an answer or a keyboard the server has to send the content itself, and a long Premium caption is
    refused (tdlib/telegram-bot-api#334, #741). One item of an album is copied without its album.
    """
    world.room_to_write(given.chat_id())
    source = _source(world, given, given.whole("message_id"))
    if source is None:
        raise bad_request("message to copy not found")
    if not is_copyable(source.content):
        raise bad_request("the message can't be copied")
    content = _anew(source.content)
    if isinstance(content, Filed) and has_caption(content) and given.has("caption"):
        caption = given.formatted("caption", "caption_entities")
        if units(caption.text) > CAPTION_LENGTH:
            raise bad_request("message caption is too long")
        content = captioned(content, caption)
    if given.reply_to()[0] or given.json("reply_markup"):
        check_caption(content)
    return {"message_id": place(world, given, content).id}


def copy_messages(world: World, given: Parameters) -> list[Json]:
    """Several messages, albums kept together; what is gone or cannot be copied is left out in silence."""
    found = _several(world, given)
    albums: dict[str, str] = {}
    copies = []
    for source in found:
        content = _anew(source.content)
        if isinstance(content, Filed) and given.flag("remove_caption"):
            content = captioned(content, Formatted(""))
        album = albums.setdefault(source.album, world.next_album()) if source.album else ""
        copies.append({"message_id": place(world, given, content, album=album, is_counted=True).id})
    return copies


def forward_message(world: World, given: Parameters) -> Json:
    """A message with the name of who wrote it."""
    world.room_to_write(given.chat_id())
    source = _source(world, given, given.whole("message_id"))
    if source is None:
        raise bad_request("message to forward not found")
    if not is_copyable(source.content):
        raise bad_request("the message can't be forwarded")
    return shapes.message(_forward(world, given, source))


def forward_messages(world: World, given: Parameters) -> list[Json]:
    """Several messages with their names, albums kept together; what cannot be forwarded is left out."""
    albums: dict[str, str] = {}
    forwards = []
    for source in _several(world, given):
        album = albums.setdefault(source.album, world.next_album()) if source.album else ""
        forwards.append({"message_id": _forward(world, given, source, album, is_counted=True).id})
    return forwards


def _forward(
    world: World, given: Parameters, source: Message, album: str = "", *, is_counted: bool = False
) -> Message:
    """A forward of a forward keeps the first name and date."""
    return world.post(
        given.chat_id(),
        source.content,
        {},
        thread=given.whole("message_thread_id"),
        album=album,
        origin=source.origin or source.sender_chat or source.sender,
        origin_date=source.origin_date or source.date,
        is_counted=is_counted,
    )


def _anew(content: Content) -> Content:
    """The content as a copy of it holds it: a poll is another poll, a live location stands still."""
    match content:
        case Poll():
            return replace(content, id="")
        case Location():
            return replace(content, live_s=0)
        case _:
            return content


def _source(world: World, given: Parameters, number: int) -> Message | None:
    try:
        chat_id = int(given.text("from_chat_id"))
    except ValueError:
        raise bad_request("chat not found") from None
    return world.room_for_bot(chat_id).messages.get(number)


def _several(world: World, given: Parameters) -> list[Message]:
    """The messages that can be sent on, in their order; counted before the first is sent."""
    room = world.room_to_write(given.chat_id())
    numbers = given.wholes("message_ids")
    if not 1 <= len(numbers) <= _MOST:
        raise bad_request("message identifiers are not specified" if not numbers else "too many messages")
    if numbers != sorted(set(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    found = [_source(world, given, number) for number in numbers]
    sent_on = [source for source in found if source is not None and is_copyable(source.content)]
    if not sent_on:
        raise bad_request("there are no messages to forward")
    world.count(room, len(sent_on))
    return sent_on


METHODS: dict[str, Method] = {
    "copymessage": copy_message,
    "copymessages": copy_messages,
    "forwardmessage": forward_message,
    "forwardmessages": forward_messages,
}
