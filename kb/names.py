"""Names of sections and units: which written forms mean the same body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Protocol

from kb.abbreviations import expand
from kb.normal_form import fold

# 局规划财务科, 市林业局规划财务科, 本局规划财务科 and 规划财务科 are one section.
_OWN_PREFIX = re.compile(
    r"^(?:(?:[\u4e00-\u9fff]{0,8}?(?:局|厅|委))|本|我|我们)?(?:机关)?(?=[\u4e00-\u9fff]{2,14}(?:科|处|室|股)$)"
)
_SELF = re.compile(r"^(?:本|我|我们)?(局|厅|委|办|中心|站|处|院|校|公司|单位|机关)(?:机关)?$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,7}?(?:市|县|区|省|州|旗)(?=[\u4e00-\u9fff]{2})")
_COLLECTIVE = re.compile(r"^(?:各|局机关各|机关各|有关|相关|直属)")  # no body of its own
_MIN_SIMILARITY = 0.05


class Canon(Protocol):
    """What tells the form under which a name is compared, as `kb.aliases.Aliases` does."""

    def canonical(self, name: str, issuer: str | None = None) -> str:
        """The form under which `name` is compared."""


def canonical(name: str, issuer: str | None = None) -> str:
    """The form under which names are compared: folded, short names of bodies written out, a section without its body.

    本局, 我局 and 局 are the `issuer` of the document that says so, where it is given and is such a body.

    >>> canonical("局规划财务科") == canonical("规划财务科")
    True
    >>> canonical("市发改委"), canonical("本局", issuer="栖云市林业局")
    ('市发展和改革委员会', '栖云市林业局')
    """
    folded = fold(name)
    own = _SELF.match(folded)
    if own and issuer and (fold(issuer).endswith(own[1]) or own[1] in ("单位", "机关")):
        return expand(fold(issuer))
    return expand(_OWN_PREFIX.sub("", folded) or folded)


def same_names(
    name: str, others: Iterable[str], aliases: Canon | None = None, issuer: str | None = None
) -> tuple[str, ...]:
    """Those of `others` that mean the same body as `name`; `aliases` adds the office's own table.

    `issuer` is that of the document where `others` stand: what it calls 本局 or 市林业局 is 栖云市林业局.

    >>> same_names("栖云市林业局", ("市林业局", "省林业局", "本局"), issuer="栖云市林业局")
    ('市林业局', '本局')
    """
    key_of = aliases.canonical if aliases is not None else canonical
    wanted = {_placed(key_of(name, issuer), issuer), _placed(key_of(name), issuer)}
    return tuple(other for other in others if _placed(key_of(other, issuer), issuer) in wanted)


def _placed(key: str, issuer: str | None) -> str:
    """`key` with the issuer's own place in front where it has only the level of that place: 市林业局."""
    match = _PLACE.match(fold(issuer)) if issuer else None
    level = match[0][-1] if match else ""
    return match[0] + key[1:] if match and key.startswith(level) else key


def nearest_names(name: str, others: Iterable[str], n: int = 5, aliases: Canon | None = None) -> tuple[str, ...]:
    """Those of `others` that look most like `name`, best first; only such as share something with it."""
    key_of = aliases.canonical if aliases is not None else canonical
    key = key_of(name)
    bodies = {key_of(other): other for other in reversed(list(others)) if not _COLLECTIVE.match(fold(other))}
    rated = {other: SequenceMatcher(None, key, key_of(other)).ratio() for other in bodies.values()}
    close = [other for other in rated if rated[other] >= _MIN_SIMILARITY]
    return tuple(sorted(close, key=lambda other: (-rated[other], other))[:n])
