"""The methods of the Bot API that the look-alike knows, each from parameters to result."""

import re
from collections.abc import Callable
from typing import TypeAlias

from bot.demo.telegram import keyboards, shapes
from bot.demo.telegram.formatted import units
from bot.demo.telegram.model import Document, Formatted, Json, Picture, Words
from bot.demo.telegram.parameters import Parameters
from bot.demo.telegram.pictures import dimensions
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.updates import Webhook
from bot.demo.telegram.world import World

TEXT_LENGTH = 4096
CAPTION_LENGTH = 1024
ANSWER_LENGTH = 200
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_CONNECTIONS = range(1, 101)

Method: TypeAlias = Callable[[World, Parameters], object]


def get_me(world: World, _given: Parameters) -> Json:
    """The bot itself."""
    return shapes.myself(world.bot)


def send_message(world: World, given: Parameters) -> Json:
    """A text message."""
    chat_id = given.chat_id()
    world.room_to_write(chat_id)
    body = given.formatted("text", "entities")
    _check_text(body, "message is too long")
    return _post(world, given, Words(body))


def send_photo(world: World, given: Parameters) -> Json:
    """A photo, uploaded or known by its id; nothing is fetched from an address."""
    world.room_to_write(given.chat_id())
    caption = given.formatted("caption", "caption_entities")
    if units(caption.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    upload = given.upload("photo")
    file_id = given.text("photo")
    content = upload.content if upload else world.files.get(file_id)
    if content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    size = dimensions(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if upload:
        file_id = world.keep_file(content, "photo")
    return _post(world, given, Picture(file_id, *size, len(content), caption))


def send_document(world: World, given: Parameters) -> Json:
    """A file, uploaded or known by its id; nothing is fetched from an address."""
    world.room_to_write(given.chat_id())
    caption = given.formatted("caption", "caption_entities")
    if units(caption.text) > CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    upload = given.upload("document")
    file_id = given.text("document")
    content = upload.content if upload else world.files.get(file_id)
    if content is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if upload:
        file_id = world.keep_file(content, "document")
    name = upload.name if upload and upload.name else "file"
    return _post(world, given, Document(file_id, name, len(content), caption))


def edit_message_text(world: World, given: Parameters) -> Json:
    """New words for a message of the bot; without `reply_markup` its buttons go away."""
    body = given.formatted("text", "entities")
    _check_text(body, "MESSAGE_TOO_LONG")
    markup = keyboards.checked(given.json("reply_markup"))
    return shapes.message(world.rewrite(given.chat_id(), given.whole("message_id"), Words(body), markup))


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    """New buttons for a message of the bot, or none."""
    markup = keyboards.checked(given.json("reply_markup"))
    return shapes.message(world.rewrite(given.chat_id(), given.whole("message_id"), None, markup))


def delete_message(world: World, given: Parameters) -> bool:
    """Takes a message away."""
    world.remove(given.chat_id(), given.whole("message_id"))
    return True


def answer_callback_query(world: World, given: Parameters) -> bool:
    """Ends the wait of a pressed button."""
    if len(given.text("text")) > ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    world.answer(given.text("callback_query_id"), given.text("text"), alert=given.flag("show_alert"))
    return True


def send_chat_action(world: World, given: Parameters) -> bool:
    """Shows for five seconds what the bot is about."""
    if given.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.act(given.chat_id(), given.text("action"))
    return True


def get_chat(world: World, given: Parameters) -> Json:
    """What the bot may know of a chat."""
    return shapes.full_chat(world.room_for_bot(given.chat_id()).chat)


def leave_chat(world: World, given: Parameters) -> bool:
    """Takes the bot out of a group."""
    world.leave(given.chat_id())
    return True


def get_file(world: World, given: Parameters) -> Json:
    """Where a file can be fetched below /file/bot<token>/."""
    file_id = given.text("file_id")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file_id])
    path = f"photos/{file_id}"
    return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": size, "file_path": path}


def set_my_commands(world: World, given: Parameters) -> bool:
    """The menu, for one scope and language."""
    world.profile.set_commands(given.json("commands"), given.json("scope"), given.text("language_code"))
    world.present()
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    """The menu of exactly one scope and language."""
    return world.profile.commands(given.json("scope"), given.text("language_code"))


def delete_my_commands(world: World, given: Parameters) -> bool:
    """Empties the menu of one scope and language."""
    world.profile.set_commands([], given.json("scope"), given.text("language_code"))
    world.present()
    return True


def set_webhook(world: World, given: Parameters) -> bool:
    """Where updates go from now on; an empty url takes the webhook away."""
    if not given.text("url"):
        return delete_webhook(world, given)
    url, secret = given.text("url"), given.text("secret_token")
    if not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = given.whole("max_connections", Webhook().max_connections)
    if connections not in _CONNECTIONS:
        raise bad_request("invalid max_connections specified")
    world.updates.allow(given.json("allowed_updates"))
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    certificate = given.upload("certificate") is not None
    world.updates.webhook = Webhook(url, secret, connections, certificate)
    world.updates.last_error = None
    return True


def delete_webhook(world: World, given: Parameters) -> bool:
    """Back to fetching; what waits goes on waiting unless it is to be dropped."""
    if given.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.webhook = Webhook()
    world.updates.last_error = None
    return True


def get_webhook_info(world: World, _given: Parameters) -> Json:
    """The webhook as it is set, and what went wrong with it last."""
    queue = world.updates
    hook = queue.webhook
    body: Json = {
        "url": hook.url,
        "has_custom_certificate": hook.custom_certificate,
        "pending_update_count": len(queue),
    }
    if hook.url:
        body |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
    if queue.last_error is not None:
        body |= {"last_error_date": queue.last_error[0], "last_error_message": queue.last_error[1]}
    if queue.allowed is not None:
        body["allowed_updates"] = list(queue.allowed)
    return body


def _text_setter(kind: str) -> Method:
    def method(world: World, given: Parameters) -> bool:
        world.profile.set_text(kind, given.text(kind), given.text("language_code"))
        world.present()
        return True

    return method


def _text_getter(kind: str) -> Method:
    def method(world: World, given: Parameters) -> Json:
        return {kind: world.profile.text(kind, given.text("language_code"))}

    return method


def _check_text(body: Formatted, too_long: str) -> None:
    if not body.text:
        raise bad_request("message text is empty")
    if units(body.text) > TEXT_LENGTH:
        raise bad_request(too_long)


def _post(world: World, given: Parameters, content: Words | Picture | Document) -> Json:
    chat_id = given.chat_id()
    markup = keyboards.checked(given.json("reply_markup"))
    reply_to, may_be_gone = given.reply_to()
    if reply_to and reply_to not in world.rooms[chat_id].messages and not may_be_gone:
        raise bad_request("message to be replied not found")
    return shapes.message(world.post(chat_id, content, markup, reply_to))


#: By name in lower case, since the Bot API does not mind the case. getUpdates waits and is the server's own.
METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "getchat": get_chat,
    "leavechat": leave_chat,
    "getfile": get_file,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setmydescription": _text_setter("description"),
    "getmydescription": _text_getter("description"),
    "setmyshortdescription": _text_setter("short_description"),
    "getmyshortdescription": _text_getter("short_description"),
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
