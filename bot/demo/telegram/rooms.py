"""What stands in a chat: messages, and in a group members, topics and the bot's rights. Values only."""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.demo.telegram.model import Chat, Message, Person

#: What the bot is in a chat; a stranger has never been written to, a deactivated account is gone for good.
Status: TypeAlias = Literal[
    "stranger", "member", "administrator", "restricted", "left", "kicked", "deactivated"
]
Role: TypeAlias = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]
GroupKind: TypeAlias = Literal["group", "supergroup"]
HappeningKind: TypeAlias = Literal[
    "message",
    "edited",
    "deleted",
    "pressed",
    "toast",
    "alert",
    "action",
    "membership",
    "reaction",
    "topic",
    "person",
    "profile",
    "clock",
]

#: Rights of an administrator in a group, as the Bot API names them.
RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_send_welcome_messages",
    }
)
#: What a bot gets that is made administrator with no more said.
USUAL_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    }
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, or who was."""

    person: Person
    role: Role = "member"
    #: Of an administrator, out of RIGHTS; the creator has them all.
    rights: frozenset[str] = frozenset()
    #: Writes and reacts in the group's name.
    is_anonymous: bool = False

    @property
    def is_in(self) -> bool:
        """Whether the person is in the group now."""
        return self.role not in {"left", "kicked"}

    def may(self, right: str) -> bool:
        """Whether the person has this right."""
        return self.role == "creator" or (self.role == "administrator" and right in self.rights)


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the service message that made it."""

    id: int
    name: str
    color: int
    #: Id of a custom emoji; empty for the plain icon in the topic's colour.
    icon: str
    creator_id: int
    is_closed: bool = False
    #: With what words Telegram refuses everything of the bot here, though people go on writing.
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a screen would show: a message, its edit or removal, a toast, a sign of typing."""

    kind: HappeningKind
    chat_id: int
    message: Message | None = None
    #: The words of a toast or alert, the name of an action, the emoji of a reaction.
    text: str = ""
    #: Who alone sees a toast or alert; who reacted.
    person_id: int | None = None


@dataclass(slots=True)
class Room:
    """A chat with all that stands in it."""

    chat: Chat
    #: What the bot is here.
    status: Status
    messages: dict[int, Message] = field(default_factory=dict)
    #: What was taken away, as it stood last.
    removed: dict[int, Message] = field(default_factory=dict)
    #: The message whose reply keyboard lies open, if any.
    keyboard: Message | None = None
    #: What the bot made visible here, oldest first.
    shown: list[Happening] = field(default_factory=list)
    next_id: int = 1
    #: The bot's rights as administrator.
    rights: frozenset[str] = USUAL_RIGHTS
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    #: Topics that were deleted.
    lost_topics: set[int] = field(default_factory=set)
    #: Who has reacted with what, by message and then by person (or by the group's id).
    reactions: dict[int, dict[int, tuple[str, ...]]] = field(default_factory=dict)
    #: The reactions allowed here; None for all.
    allowed_reactions: frozenset[str] | None = None
    #: Pinned messages, newest pin last.
    pinned: list[int] = field(default_factory=list)
    #: The supergroup that this group has become; 0 where it has not.
    moved_to: int = 0
    #: Whether the person takes no voice and video messages (a Premium setting).
    refuses_voice: bool = False
    #: When the bot's messages of the last window were sent, in seconds; only in groups.
    sent: deque[float] = field(default_factory=deque)
    #: When the bot made its last topics, in seconds.
    made_topics: deque[float] = field(default_factory=deque)

    def may(self, right: str) -> bool:
        """Whether the bot has this right of an administrator."""
        return self.status == "administrator" and right in self.rights

    @property
    def is_private(self) -> bool:
        """Whether it is a person's chat with the bot."""
        return self.chat.person is not None


@dataclass(frozen=True, slots=True)
class Query:
    """A pressed button that the bot may answer."""

    chat_id: int
    person_id: int
