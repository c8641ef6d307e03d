"""What a reference says by itself: whether it is a path, a mail address or written for Pelican; typing errors. Pure."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_OWN_DISK = re.compile(r"[A-Za-z]:[\\/]|file:", re.IGNORECASE)
_HALF_SCHEME = re.compile(r"\A(https?):(?:/?|/{3,})(?!%5c)(?=[^/\\\s])", re.IGNORECASE)
_NO_HOST = re.compile(r"https?:/*", re.IGNORECASE)
_DRIVE = re.compile(r"\A[A-Za-z]:(?=[^/\\:]+[/\\])")
_MAIL = re.compile(
    r"""
    [\w.+'-]{1,64} @ [\w-]{1,63} (?: \.[\w-]{1,63} ){1,8}
    (?<! \.png | \.jpg | \.gif | \.svg | \.pdf ) (?<! \.jpeg | \.webp | \.avif )     # not ``icon@2x.png``
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 4096  # PATH_MAX; anything longer is a data URI or an attack
PELICAN = re.compile(r"(?:[{|]|%7B)(?:filename|static|attach|index)(?:[}|]|%7D)", re.IGNORECASE)
"""What marks the links of Pelican to files: ``{static}/images/x.png``."""
_OF_OTHERS = re.compile(r"(?:\{|%7B)(?:tag|author|category)(?:\}|%7D)|link://", re.IGNORECASE)


def is_local(reference: str) -> bool:
    """Return whether a reference can mean a file of the site: no scheme, host, drive or bare ``#fragment``."""
    bare = reference.strip()
    if not bare or len(bare) > _LONGEST or "\0" in bare:
        return False
    return not (bare.startswith(("//", "#", "?")) or _SCHEME.match(bare) or _OWN_DISK.match(unquote(bare)))


def repair_scheme(url: str) -> str:
    """Return a URL without the commonest typing errors: ``http:/host/x``, ``C:figures/x`` for a relative path.

    ``//host/x`` gets the scheme of this site, which is not known, but to be secure.
    """
    if url.startswith("//") and url[2:3].isalnum():
        return f"https:{url}"
    return _DRIVE.sub("", _HALF_SCHEME.sub(r"\1://", url, count=1), count=1) if ":" in url[:6] else url


def lacks_host(url: str) -> bool:
    """Return whether a URL is a scheme and no more, where its author has forgotten the rest: ``https://``."""
    return _NO_HOST.fullmatch(url.strip()) is not None


def is_mail(reference: str) -> bool:
    """Return whether a reference looks like a mail address without ``mailto:``, with a subject after it or not."""
    return len(reference) <= _LONGEST and _MAIL.fullmatch(unquote(reference.partition("?")[0])) is not None


def mail_url(reference: str) -> str:
    """Return the URL of a mail address."""
    address, mark, rest = reference.partition("?")
    return f"mailto:{unquote(address)}{mark}{rest.replace(' ', '%20')}"


def is_on_own_disk(reference: str) -> bool:
    r"""Return whether a reference points to the author's own disk: ``D:\x.png``, ``file:///x.png``."""
    return _OWN_DISK.match(unquote(reference.strip())) is not None


def is_of_generator(reference: str) -> bool:
    """Return whether a reference is written for Pelican or Nikola, whatever the markup: to a file or a page."""
    return (PELICAN.match(reference) or _OF_OTHERS.match(reference)) is not None
