"""Links to topics of a supergroup, which open for its members only."""

from typing import Final

#: The Bot API's numbers of supergroups are those of links with this in front.
_SUPERGROUP: Final = "-100"


def topic_link(group_id: int | None, topic_id: int | None) -> str | None:
    """Return the link to a topic; None where there is no topic yet, or the group is no supergroup."""
    if group_id is None or topic_id is None or not str(group_id).startswith(_SUPERGROUP):
        return None
    return f"https://t.me/c/{str(group_id).removeprefix(_SUPERGROUP)}/{topic_id}"
