"""Secrets that somebody types without being asked: where they stand in a text."""

from handlers.shared.secrets.recognise import find, holds_secret, mentions_secret
from handlers.shared.secrets.shapes import looks_like_code, looks_like_password
from handlers.shared.secrets.words import NAMES

__all__ = ["NAMES", "find", "holds_secret", "looks_like_code", "looks_like_password", "mentions_secret"]
