"""The kinds of a message: what a person sends, and what Telegram itself notes in a chat."""

from typing import Final

from telegram import Message

ATTACHMENTS: Final = (
    "sticker", "voice", "audio", "video_note", "animation", "photo", "video", "document", "dice",
    "contact", "location", "venue", "poll", "story", "game", "paid_media",
)  # fmt: skip
#: What Telegram itself notes in a private chat, or by the person's act there; it asks us nothing. All that is
#: no such note, of whatever kind Telegram may yet invent, was sent to be answered.
SERVICE_NOTES: Final = (
    "chat_background_set", "chat_owner_changed", "chat_owner_left", "chat_shared", "checklist_tasks_added",
    "checklist_tasks_done", "connected_website", "boost_added", "delete_chat_photo", "new_chat_photo",
    "direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited",
    "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift",
    "gift_upgrade_sent", "giveaway", "giveaway_completed", "giveaway_created", "giveaway_winners",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "left_chat_member",
    "managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id",
    "new_chat_members", "new_chat_title", "paid_message_price_changed", "passport_data", "pinned_message",
    "poll_option_added", "poll_option_deleted", "proximity_alert_triggered", "refunded_payment",
    "successful_payment", "suggested_post_approval_failed", "suggested_post_approved",
    "suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "unique_gift",
    "users_shared", "video_chat_ended", "video_chat_participants_invited", "video_chat_scheduled",
    "video_chat_started", "web_app_data", "write_access_allowed",
)  # fmt: skip


def has(message: Message, kind: str) -> bool:
    """Whether a message holds this, also where the library does not know it yet."""
    return bool(getattr(message, kind, None) or message.api_kwargs.get(kind))


def is_service_note(message: Message) -> bool:
    """Tell whether Telegram noted this message itself: nobody wrote it."""
    return any(has(message, kind) for kind in SERVICE_NOTES)
