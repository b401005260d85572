"""The methods of the Bot API that the look-alike knows; those of a subject stand in its own module."""

import re

from bot.demo.telegram import changes, copies, groups, reactions, sending, shapes, topics
from bot.demo.telegram.model import Document, Json, Picture
from bot.demo.telegram.parameters import Method, Parameters
from bot.demo.telegram.refusal import bad_request
from bot.demo.telegram.updates import Webhook
from bot.demo.telegram.world import World

ANSWER_LENGTH = 200
#: The largest file that a bot can fetch; it can send on larger ones.
FILE_BYTES = 20 * 2**20
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


def get_me(world: World, _given: Parameters) -> Json:
    """The bot itself."""
    return shapes.myself(world.bot)


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
    world.act(given.chat_id(), given.text("action"), given.whole("message_thread_id"))
    return True


def get_file(world: World, given: Parameters) -> Json:
    """Where a file can be fetched below /file/bot<token>/."""
    file_id = given.text("file_id")
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    known = world.shelf.media.get(file_id)
    size = known.size if isinstance(known, Document | Picture) else len(world.files[file_id])
    if size > FILE_BYTES:
        raise bad_request("file is too big")
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


#: By name in lower case, since the Bot API does not mind the case. getUpdates waits and is the server's own.
METHODS: dict[str, Method] = {
    **sending.METHODS,
    **changes.METHODS,
    **copies.METHODS,
    **reactions.METHODS,
    **topics.METHODS,
    **groups.METHODS,
    "getme": get_me,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
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
