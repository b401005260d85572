"""Reads an answer up to a length, counted after unpacking: a few kB may unpack to gigabytes."""

from typing import Protocol


class Stream(Protocol):
    """What is left of an answer, unpacked piece by piece as it is read."""

    async def readany(self) -> bytes:
        """Return the next bytes; none at the end."""
        ...


async def read_bounded(stream: Stream, most_bytes: int) -> bytes | None:
    """Read a whole answer; return None, and read no further, where it is longer than `most_bytes`."""
    read = bytearray()
    while piece := await stream.readany():
        read += piece
        if len(read) > most_bytes:
            return None
    return bytes(read)
