"""What staff are told of a broadcast: in English on the command line, in the reader's language on a page."""

from collections.abc import Mapping


class Sentence(str):
    """An English sentence with its values in place, that also knows its msgid and the values by name."""

    __slots__ = ("msgid", "values")

    msgid: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, msgid: str, /, **values: object) -> "Sentence":
        """Put values into a msgid."""
        sentence = cls(msgid.format(**values))
        sentence.msgid, sentence.values = msgid, values
        return sentence
