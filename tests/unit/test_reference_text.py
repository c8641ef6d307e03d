"""What a reference says by itself."""

from __future__ import annotations

import pytest

from sphinx_eulernews.files.reference_text import is_mail, is_on_own_disk, mail_url, repair_scheme


@pytest.mark.parametrize(
    ("reference", "own"),
    [
        (r"D:\notes\a.png", True),
        ("c:/a.png", True),
        ("D%3A%5Ca.png", True),
        ("file:///home/me/a.png", True),
        ("https://example.org/a.png", False),
        ("a.png", False),
    ],
)
def test_the_disk_of_the_author_is_told_from_the_web(reference: str, own: bool) -> None:
    assert is_on_own_disk(reference) is own


@pytest.mark.parametrize(
    ("url", "repaired"),
    [
        ("http:/x.example/a", "http://x.example/a"),
        ("HTTPS:/x.example", "HTTPS://x.example"),
        ("http:x.example/a", "http://x.example/a"),
        ("https:///x.example/a", "https://x.example/a"),
        ("http:%5C%5Cx.example", "http:%5C%5Cx.example"),
        ("http:", "http:"),
        ("http://", "http://"),
        ("//x.example/a.png", "https://x.example/a.png"),
        ("C:figures/a.png", "figures/a.png"),
        ("C:/figures/a.png", "C:/figures/a.png"),
        ("https://x.example", "https://x.example"),
        ("///a", "///a"),
        ("mailto:a@x.example", "mailto:a@x.example"),
    ],
)
def test_the_commonest_typing_errors_of_urls_are_repaired(url: str, repaired: str) -> None:
    assert repair_scheme(url) == repaired


@pytest.mark.parametrize(
    ("reference", "is_one"),
    [
        ("me@example.org", True), ("o'x.y+z@ex-a.example.org", True), ("me%40example.org", True), ("wo@例.中", True),
        ("me@example.org?subject=Hi%20you", True), ("icon@2x.png", False), ("ICON@2x.JPEG", False), ("me@host", False),
        ("a/me@example.org", False), ("https://me@example.org", False), ("@example.org", False), ("", False),
    ],
)  # fmt: skip
def test_a_mail_address_is_told_from_a_file(reference: str, is_one: bool) -> None:
    assert is_mail(reference) == is_one


def test_the_url_of_a_mail_address_keeps_the_subject_encoded() -> None:
    assert mail_url("me%40example.org?subject=Hi%20to you") == "mailto:me@example.org?subject=Hi%20to%20you"
