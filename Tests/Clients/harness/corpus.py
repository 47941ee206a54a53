"""Reads the annotated hex files of Corpus/ (format: Corpus/README.md), apart from the Swift."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from harness.server import REPOSITORY

CORPUS = REPOSITORY / "Corpus"
# The largest packet a server of this kind reads; its length field is this at most.
LARGEST_PACKET = 256 * 1024

DIRECTIVE = re.compile(r"([a-zA-Z]+):\s*(.*)")
TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([0-9a-fA-F]+))\s*(?:\*\s*(\d+))?')
COMMENT = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^"#])*)(?:#.*)?')


@dataclass(frozen=True)
class CorpusCase:
    """One file: a stream, and what the codec says of each packet in it."""

    name: str
    directives: dict[str, str]
    verdicts: list[str]
    stream: bytes

    @property
    def is_request(self) -> bool:
        """Whether a client would send this."""
        return self.directives["direction"] == "request"

    @property
    def version(self) -> int:
        """The version that was negotiated."""
        return int(self.directives.get("version", 3))

    @property
    def is_strict(self) -> bool:
        """Whether the verdicts are those of strict reading, which servers do not do."""
        return self.directives.get("reading") == "strict"


@dataclass(frozen=True)
class Framing:
    """How a server must cut a stream: whole packets, then possibly the end of all framing."""

    packets: list[bytes]
    is_lost: bool


def split(stream: bytes) -> Framing:
    """Cut a stream into packets (type and payload), without looking into them."""
    packets, offset = [], 0
    while offset + 4 <= len(stream):
        (length,) = struct.unpack_from(">I", stream, offset)
        if not 0 < length <= LARGEST_PACKET:
            return Framing(packets, True)
        if offset + 4 + length > len(stream):
            break
        packets.append(stream[offset + 4 : offset + 4 + length])
        offset += 4 + length
    return Framing(packets, False)


def read_case(path: Path) -> CorpusCase:
    """Read one file."""
    directives: dict[str, str] = {}
    verdicts: list[str] = []
    stream = bytearray()
    block: tuple[int, int] | None = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = COMMENT.match(line)[1].strip()
        directive = DIRECTIVE.fullmatch(line.strip())
        if directive and directive[1] == "expect":
            verdict, _, count = directive[2].partition("*")
            verdicts += [verdict.strip()] * int(count or 1)
        elif directive:
            directives[directive[1]] = directive[2]
        elif text.startswith("repeat "):
            block = (len(stream), int(text.split()[1]))
        elif text == "end":
            assert block, f"{path}:{number}: end without repeat"
            stream += bytes(stream[block[0] :]) * (block[1] - 1)
            block = None
        else:
            stream += content(text, f"{path}:{number}")
    name = str(path.relative_to(CORPUS).with_suffix(""))
    return CorpusCase(name, directives, verdicts, bytes(stream))


def content(text: str, place: str) -> bytes:
    """The bytes of a line of hex digits and quoted texts, each possibly repeated."""
    data, offset = bytearray(), 0
    while offset < len(text):
        token = TOKEN.match(text, offset)
        assert token, f"{place}: neither hex nor quoted text: {text[offset:]}"
        quoted, digits, count = token.groups()
        piece = bytes.fromhex(digits) if digits else re.sub(r"\\(.)", r"\1", quoted).encode()
        data += piece * int(count or 1)
        offset = token.end()
    return bytes(data)


def cases() -> list[CorpusCase]:
    """All cases of one direction, in the order of their names."""
    read = (read_case(path) for path in sorted(CORPUS.rglob("*.hex")))
    # A conversation has turns instead.
    return [case for case in read if "direction" in case.directives]
