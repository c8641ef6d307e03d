"""Time given back: work that Sphinx and docutils do over and over, done once. The output stays as it is.

Each gain is a module of its own that says what is repeated and what is remembered. What is replaced in other modules
goes back with the end of the build; what is given to the builder goes with it. ``eulernews_speedups = False`` switches
all of them off but for the pruning of the search index, which is a mend as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_eulernews.speed.garbage import Sweeping
from sphinx_eulernews.speed.loans import Loans
from sphinx_eulernews.speed.pages import hasten_pages
from sphinx_eulernews.speed.search import hasten_search
from sphinx_eulernews.speed.sending import Sending
from sphinx_eulernews.speed.settings import hasten_settings
from sphinx_eulernews.speed.trees import HastenReading, HastenResolving, restore_tree

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


def connect(app: Sphinx) -> None:
    """Register the events of all gains."""
    app.connect("config-inited", begin)
    app.connect("doctree-resolved", hasten_search)
    app.connect("html-collect-pages", hasten_finish)
    app.add_transform(HastenReading)
    app.connect("doctree-read", restore_tree, priority=10_000)
    app.add_post_transform(HastenResolving)


def begin(app: Sphinx, config: Config) -> None:
    """Get the gains of this build ready (``config-inited``, before the last build is loaded); they go with it."""
    if config.eulernews_speedups is False:
        return
    loans, sweeping, sendings = Loans(), Sweeping(), list[Sending]()

    def settle(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
        sweeping.settle()
        hasten_settings(loans)
        hasten_pages(app, loans)
        sendings.append(Sending(env))
        app.connect("doctree-read", sendings[-1].note)

    def end(_app: Sphinx, _exception: Exception | None) -> None:
        while sendings:
            sendings.pop().end()
        sweeping.end()
        loans.give_back()

    app.connect("builder-inited", lambda _app: sweeping.pause())
    # Not before a build has begun, which then has an end: an application may be made and never build.
    app.connect("env-before-read-docs", settle)
    # Last: what other extensions do at the end of a build is a part of it.
    app.connect("build-finished", end, priority=10_000)


def hasten_finish(app: Sphinx) -> list[tuple[str, dict[str, object], str]]:
    """Hasten the search index of a build that writes no document (``html-collect-pages``); adds no page."""
    hasten_search(app)
    return []
