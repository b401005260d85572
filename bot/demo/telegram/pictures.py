"""Pictures without a library: the size of a PNG or JPEG, and a made-up photo of a meter to send."""

import struct
import zlib

_MARKER = 0xFF
_PNG = b"\x89PNG\r\n\x1a\n"
#: JPEG segments that hold the size of the picture.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}

#: Which of seven strokes a digit has: top, upper left and right, middle, lower left and right, bottom.
_STROKES = (
    "1110111",
    "0010010",
    "1011101",
    "1011011",
    "0111010",
    "1101011",
    "1101111",
    "1010010",
    "1111111",
    "1111011",
)
#: The strokes of one digit as x, y, width, height in a field of 22 by 38 dots.
_PLACES = (
    (3, 0, 16, 4),
    (0, 2, 4, 16),
    (18, 2, 4, 16),
    (3, 17, 16, 4),
    (0, 20, 4, 16),
    (18, 20, 4, 16),
    (3, 34, 16, 4),
)


def dimensions(content: bytes) -> tuple[int, int] | None:
    """Width and height in dots; None where it is neither PNG nor JPEG."""
    if content.startswith(_PNG):
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == _MARKER:
        if content[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def meter(reading: str, decimals: str = "38") -> bytes:
    """A PNG of a gas meter with up to five digits and two decimals: drawn, so that it belongs to nobody."""
    width, height = 320, 220
    dots = [bytearray((206, 211, 214) * width) for _ in range(height)]

    def box(x: int, y: int, across: int, down: int, colour: tuple[int, int, int]) -> None:
        for row in dots[y : y + down]:
            row[3 * x : 3 * (x + across)] = bytes(colour) * across

    box(0, 0, width, height, (176, 184, 189))
    box(24, 20, 272, 180, (237, 239, 240))
    box(24, 20, 272, 8, (214, 219, 222))
    box(48, 56, 224, 70, (36, 44, 48))
    box(212, 56, 60, 70, (146, 40, 40))
    for place, digit in enumerate(reading.rjust(5, "0") + decimals):
        for (x, y, across, down), is_on in zip(_PLACES, _STROKES[int(digit)], strict=True):
            if is_on == "1":
                box(58 + 30 * place + place // 5 * 4 + x, 72 + y, across, down, (245, 246, 240))
    for stripe in range(22):
        box(72 + 8 * stripe, 148, 2 + stripe % 3 * 2, 26, (52, 60, 64))
    return _png(width, height, b"".join(b"\x00" + row for row in dots))


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return _PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
