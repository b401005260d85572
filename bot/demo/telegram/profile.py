"""How the bot presents itself: commands and descriptions, by scope and language."""

import json
import re

from bot.demo.telegram.model import Json
from bot.demo.telegram.refusal import bad_request

COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_DESCRIPTION = 256
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
#: Longest text of `description` and `short_description`, in characters.
TEXTS = {"description": 512, "short_description": 120}


class Profile:
    """What setMyCommands and its like have left behind."""

    def __init__(self) -> None:
        self._commands: dict[tuple[str, str], list[Json]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def set_commands(self, commands: object, scope: object, language: str) -> None:
        """Replaces the commands of exactly this scope and language."""
        if not isinstance(commands, list) or len(commands) > COMMANDS:
            raise bad_request("can't parse commands: expected an Array of at most 100 BotCommand")
        key = _key(scope, language)
        self._commands[key] = [_command(command) for command in commands]

    def commands(self, scope: object, language: str) -> list[Json]:
        """The commands of exactly this scope and language."""
        return self._commands.get(_key(scope, language), [])

    def commands_for(self, chat_id: int, language: str) -> list[Json]:
        """What the menu of a chat holds: the first that is set, from the narrowest scope on."""
        short = language[:2].lower()
        kind = "all_private_chats" if chat_id > 0 else "all_group_chats"
        for scope in (
            {"type": "chat", "chat_id": chat_id},
            {"type": kind},
            {"type": "default"},
        ):
            for tag in (short, ""):
                if found := self._commands.get(_key(scope, tag)):
                    return found
        return []

    def set_text(self, kind: str, text: str, language: str) -> None:
        """Sets `description` or `short_description`; an empty text takes it away."""
        if len(text) > TEXTS[kind]:
            raise bad_request(f"{kind.replace('_', ' ')} is too long")
        self._texts[kind, _tag(language)] = text

    def text(self, kind: str, language: str) -> str:
        """The text in this language, or else the one for all the others."""
        return self._texts.get((kind, _tag(language)), "") or self._texts.get((kind, ""), "")


def _tag(language: str) -> str:
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _key(scope: object, language: str) -> tuple[str, str]:
    scope = {"type": "default"} if scope is None else scope
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    fields = {name: str(scope.get(name)) for name in _SCOPES[scope["type"]]}
    return json.dumps([scope["type"], fields], sort_keys=True), _tag(language)


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not _NAME.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= _DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}
