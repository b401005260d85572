"""The methods that send something new: words, files, places, contacts, polls, albums."""

from bot.demo.telegram import keyboards, shapes
from bot.demo.telegram.contents import Captioned, Filed, captioned, kind
from bot.demo.telegram.formatted import units
from bot.demo.telegram.model import (
    Contact,
    Content,
    Document,
    Formatted,
    Json,
    Location,
    Message,
    Person,
    Picture,
    Poll,
    Upload,
    Venue,
    Words,
)
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.pictures import dimensions
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.world import World

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
_ALBUM = range(1, 11)
#: Which kinds may stand in one album together.
_ALBUMS = ({"photo", "video"}, {"audio"}, {"document"})
_OPTIONS = range(1, 13)
_QUESTION = 300
_OPTION = 100
_LATITUDE = 90
_LONGITUDE = 180
_WRONG_FILE = "wrong file identifier/HTTP URL specified"


def send_message(world: World, given: Parameters) -> Json:
    """A text message."""
    world.room_to_write(given.chat_id())
    body = given.formatted("text", "entities")
    check_text(body, "message is too long")
    return _post(world, given, Words(body))


def send_location(world: World, given: Parameters) -> Json:
    """A point on the map, live where `live_period` is given."""
    world.room_to_write(given.chat_id())
    return _post(world, given, location(given, given.whole("live_period")))


def send_venue(world: World, given: Parameters) -> Json:
    """A point on the map with a name."""
    world.room_to_write(given.chat_id())
    return _post(world, given, Venue(location(given, 0), given.text("title"), given.text("address")))


def send_contact(world: World, given: Parameters) -> Json:
    """A telephone number."""
    world.room_to_write(given.chat_id())
    if not given.text("phone_number") or not given.text("first_name"):
        raise bad_request("phone number and first name must be non-empty")
    owner = Person(0, given.text("first_name"), given.text("last_name"))
    return _post(world, given, Contact(given.text("phone_number"), owner))


def send_poll(world: World, given: Parameters) -> Json:
    """A question to vote on."""
    world.room_to_write(given.chat_id())
    options = given.json("options")
    if not isinstance(options, list) or len(options) not in _OPTIONS:
        raise bad_request("poll must have at least 1 and at most 12 options")
    texts = tuple(str(option["text"] if isinstance(option, dict) else option) for option in options)
    question = given.text("question")
    if not 1 <= len(question) <= _QUESTION or not all(1 <= len(text) <= _OPTION for text in texts):
        raise bad_request("poll question and options must have a proper length")
    is_anonymous = given.flag("is_anonymous") or not given.text("is_anonymous")
    return _post(world, given, Poll(question, texts, is_anonymous, given.flag("allows_multiple_answers")))


def send_media_group(world: World, given: Parameters) -> list[Json]:
    """An album: photos and videos, or sounds, or documents; all of it or nothing."""
    room = world.room_to_write(given.chat_id())
    items = given.objects("media")
    contents = [media(world, given.within(item), str(item.get("type")), "media") for item in items]
    if len(contents) not in _ALBUM:
        raise bad_request("too much messages to send as an album" if items else "media is empty")
    if len(contents) > 1 and not any({kind(one) for one in contents} <= kinds for kinds in _ALBUMS):
        raise bad_request("can't mix media types in the album")
    world.count(room, len(contents))
    album = world.next_album() if len(contents) > 1 else ""
    placed = [place(world, given, one, album=album, is_counted=True) for one in contents]
    return [shapes.message(message) for message in placed]


def media(world: World, given: Parameters, name: str, field: str) -> Filed:
    """A file of this kind, uploaded or known by its id, with its caption; nothing is fetched from an address.

    Raises:
        ApiError: no such file, one of another kind, or a caption that is too long.

    """
    caption = given.formatted("caption", "caption_entities")
    if units(caption.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    upload = given.upload(field)
    if upload is not None:
        return _uploaded(world, upload, name, caption)
    file_id = given.text(field)
    known = world.shelf.media.get(file_id)
    if known is None and name == "photo" and file_id in world.files:
        return _uploaded(world, Upload("", world.files[file_id]), name, caption, file_id)
    if known is None:
        raise bad_request(_WRONG_FILE)
    if kind(known) != name:
        raise bad_request(f"can't use file of type {kind(known).title()} as {name.title()}")
    return captioned(known, caption)


def location(given: Parameters, live_s: int) -> Location:
    """The point that the call names.

    Raises:
        ApiError: it is not on the map.

    """
    point = Location(given.number("latitude"), given.number("longitude"), live_s)
    if abs(point.latitude) > _LATITUDE or abs(point.longitude) > _LONGITUDE:
        raise bad_request("invalid location specified")
    return point


def check_text(body: Formatted, too_long: str) -> None:
    """Whether Telegram takes this text.

    Raises:
        ApiError: it is empty, or too long, in the words given.

    """
    if not body.text:
        raise bad_request("message text is empty")
    if units(body.text) > TEXT_LENGTH:
        raise bad_request(too_long)


def check_caption(content: Content) -> None:
    """Whether a bot may send this anew: Premium captions may be too long (telegram-bot-api#334, #741).

    Raises:
        ApiError: its caption is too long for a bot.

    """
    if isinstance(content, Captioned) and units(content.caption.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")


def place(
    world: World, given: Parameters, content: Content, *, album: str = "", is_counted: bool = False
) -> Message:
    """Post the content where the call says: chat, topic, answer, keyboard.

    Raises:
        ApiError: the message to be answered is not there, or not in this topic, or does not hold the quote.

    """
    chat_id, thread = given.chat_id(), given.whole("message_thread_id")
    markup = keyboards.checked(given.json("reply_markup"))
    reply_to, may_be_gone = given.reply_to()
    room = world.room_to_write(chat_id)
    answered = room.messages.get(reply_to)
    if answered is not None and thread and answered.thread != thread:
        answered = None
    if reply_to and answered is None and not may_be_gone:
        raise bad_request("message to be replied not found")
    quote = given.quote() if answered is not None else ""
    if answered is not None and quote not in answered.body.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    number = answered.id if answered else 0
    return world.post(
        chat_id,
        content,
        markup,
        number,
        thread=thread,
        album=album,
        quote=quote,
        is_counted=is_counted,
    )


def _post(world: World, given: Parameters, content: Content) -> Json:
    return shapes.message(place(world, given, content))


def _uploaded(world: World, upload: Upload, name: str, caption: Formatted, file_id: str = "") -> Filed:
    content = upload.content
    match name:
        case "photo":
            size = dimensions(content)
            if size is None:
                raise bad_request("IMAGE_PROCESS_FAILED")
            return Picture(file_id or world.keep_file(content, name), *size, len(content), caption)
        case "document":
            file_id = world.keep_file(content, name)
            return Document(file_id, upload.name or "file", len(content), caption)
        case _:
            raise bad_request(_WRONG_FILE)


def _sender(name: str) -> Method:
    def method(world: World, given: Parameters) -> Json:
        world.room_to_write(given.chat_id())
        return _post(world, given, media(world, given, name, name))

    return method


METHODS: dict[str, Method] = {
    "sendmessage": send_message,
    "sendlocation": send_location,
    "sendvenue": send_venue,
    "sendcontact": send_contact,
    "sendpoll": send_poll,
    "sendmediagroup": send_media_group,
    **{
        f"send{name.replace('_', '')}": _sender(name)
        for name in (
            "photo",
            "video",
            "animation",
            "audio",
            "document",
            "voice",
            "video_note",
            "sticker",
        )
    },
}
