"""The cookie by which a browser finds its conversations."""

from __future__ import annotations

import httpx
import pytest

from assistant.web.visitor import COOKIE, visitor_of


@pytest.mark.parametrize(
    "cookies",
    ["", "other=1", f"{COOKIE}=", f"{COOKIE}=../../etc", f"{COOKIE}={'A' * 32}", f"{COOKIE}={'0' * 33}", "a b=\x00;;="],
)
def test_what_is_not_ours_is_nobody(cookies: str) -> None:
    assert visitor_of(cookies) == ""


def test_the_page_gives_one_and_keeps_it(demo_site: str) -> None:
    with httpx.Client(trust_env=False) as client:
        first = client.get(demo_site)
        given = first.headers["set-cookie"]
        assert "HttpOnly" in given
        assert "SameSite=Strict" in given
        assert visitor_of(given.split(";")[0])
        assert "set-cookie" not in client.get(demo_site).headers
    other = httpx.get(demo_site, trust_env=False).headers["set-cookie"]
    assert other.split(";")[0] != given.split(";")[0]
