"""The citations of an answer as part of an address, so that the viewer leads from one to the next without any state."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from assistant.answer import Citation

_STOP = re.compile(r"(\d{1,4})\.([0-9a-f]{8,64})\.(\d{1,8})\.(\d{1,8})\.([0-9a-f]{8})")
_MAX_STOPS = 200  # more would make an address that is too long
SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Stop:
    """One citation: its marker, the document and span, and the checksum of its quote, by which a change is noticed."""

    marker: int
    doc_id: str
    start: int
    end: int
    check: str

    def __str__(self) -> str:
        return f"{self.marker}.{self.doc_id}.{self.start}.{self.end}.{self.check}"


def checksum(quote: str) -> str:
    """Eight hexadecimal digits that tell quotes apart.

    >>> checksum("新造林3万亩")
    '24d825e7'
    """
    return f"{zlib.crc32(quote.encode('utf-8', 'surrogatepass')):08x}"


def stop_of(citation: Citation) -> Stop:
    """`citation` as a stop."""
    return Stop(citation.marker, citation.doc_id, citation.start, citation.end, checksum(citation.quote))


def trail_of(citations: Sequence[Citation]) -> str:
    """The citations in one parameter, in their order."""
    return SEPARATOR.join(str(stop_of(each)) for each in citations[:_MAX_STOPS])


def read_trail(text: str) -> tuple[Stop, ...]:
    """The stops of such a parameter; what is none is left out.

    >>> read_trail("1.0a1b2c3d.5.9.00000000~<x>")
    (Stop(marker=1, doc_id='0a1b2c3d', start=5, end=9, check='00000000'),)
    """
    matches = (_STOP.fullmatch(part) for part in text.split(SEPARATOR)[:_MAX_STOPS])
    return tuple(Stop(int(m[1]), m[2], int(m[3]), int(m[4]), m[5]) for m in matches if m)


def address_of(stop: Stop, trail: Sequence[Stop] = ()) -> str:
    """Where the viewer shows `stop`, as one of `trail`."""
    values = {"start": str(stop.start), "end": str(stop.end), "check": stop.check}
    if trail:
        values["cites"] = SEPARATOR.join(map(str, trail))
    return f"/source/{stop.doc_id}?{urlencode(values, safe=SEPARATOR)}#quote"
