"""Template overrides: templates of the site (``eulernews/<part>.html``) that replace parts of pages.

Most sites have none; then only ``templates_path`` is looked through. An error in a template is a warning at its line,
and the built-in HTML of the part is used.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from sphinx_eulernews.build import BuildState
from sphinx_eulernews.domain import news_domain
from sphinx_eulernews.model.hashing import digest
from sphinx_eulernews.model.text import did_you_mean
from sphinx_eulernews.output import manifest
from sphinx_eulernews.output.template_context import context_of
from sphinx_eulernews.render.tree import PARTS
from sphinx_eulernews.warnings import Subtype, warn

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_eulernews.output.page_urls import PageUrls
    from sphinx_eulernews.render.tree import Part
    from sphinx_eulernews.render.views import Views

FOLDER = "eulernews"
_PACKAGE = Path(__file__).parents[1] / "templates"


@dataclass
class PartTemplates:
    """The templates of one build; ``versions`` maps each part that one overrides to a digest of its sources."""

    app: Sphinx
    environment: SandboxedEnvironment
    versions: dict[str, str]
    _warned: set[tuple[str, int]] = field(default_factory=set, repr=False)

    @classmethod
    def of(cls, app: Sphinx) -> PartTemplates | None:
        """Return the templates of a site; None where it overrides nothing."""
        folders = [
            path for path in (Path(app.confdir) / each for each in app.config.templates_path) if path != _PACKAGE
        ]
        _warn_of_names(app, folders)
        found = [name for name in PARTS if any((path / FOLDER / f"{name}.html").is_file() for path in folders)]
        if not found:
            return None
        environment = SandboxedEnvironment(
            loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, finalize=_shown
        )
        templates = cls(app, environment, {})
        templates.versions |= {name: version for name in found if (version := templates.version(_file(name)))}
        return templates

    def version(self, name: str) -> str:
        """Return a digest of a template and of those that it includes; empty where one cannot be parsed."""
        sources: dict[str, str] = {}
        waiting = [name]
        try:
            while waiting:
                if (current := waiting.pop()) in sources:
                    continue
                sources[current] = self.environment.loader.get_source(self.environment, current)[0]  # type: ignore[union-attr]
                tree = self.environment.parse(sources[current], current)
                # A name that is known in rendering only may be that of any template.
                named = list(meta.find_referenced_templates(tree))
                waiting += [each for each in (named if None not in named else self._all()) if each]
            self.environment.get_template(name)
        except (TemplateError, UnicodeError, OSError) as error:
            self._warn(name, error, "")
            BuildState.of(self.app.env).unsound = True
            return ""
        return digest(repr(sorted(sources.items())))

    def _all(self) -> list[str]:
        return self.environment.list_templates(filter_func=lambda name: name.startswith(f"{FOLDER}/"))

    def render(self, views: Views, part: Part, default: str, page_urls: PageUrls) -> str:
        """Return the HTML of a part; ``default`` where its template cannot be rendered."""
        name, extra = _file(part.name), news_domain(self.app.env).settings.extra_fields
        try:
            context = context_of(part, views, page_urls, extra)
            return self.environment.get_template(name).render({**context, "default": Markup(default)})  # noqa: S704  ours
        except Exception as error:  # noqa: BLE001  a template may raise anything
            manifest.note_unsound(Path(self.app.outdir))
            self._warn(name, error, part.post.docname if part.post else "")
            return default

    def _warn(self, name: str, error: Exception, docname: str) -> None:
        """Warn of a template at the line that failed, once for all posts that it is rendered for."""
        path, line = self._place_of(error) or (self._path_of(name), 1)
        if (path, line) in self._warned:
            return
        self._warned.add((path, line))
        shown = f" for the post {docname!r}" if docname else ""
        reason = f"{type(error).__name__}: {error}".replace("\n", " ")
        message = f"the template {name!r} cannot be used{shown}: {reason}; the built-in HTML is used"
        warn(Subtype.TEMPLATE, message, path=f"{path}:{line}")

    def _place_of(self, error: Exception) -> tuple[str, int] | None:
        """Return the file and line of a template where an error comes from."""
        if isinstance(error, TemplateSyntaxError):
            return (error.filename or self._path_of(error.name or ""), error.lineno)
        files = {self._path_of(name) for name in self.environment.list_templates()}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
        return (frames[-1].filename, frames[-1].lineno or 1) if frames else None

    def _path_of(self, name: str) -> str:
        loader: Any = self.environment.loader
        found = (Path(folder) / name for folder in loader.searchpath)
        return str(next((path for path in found if path.is_file()), name))


def _warn_of_names(app: Sphinx, folders: list[Path]) -> None:
    """Warn of templates that have nearly the name of one of ours, and that nothing includes: they replace nothing."""
    known = {*PARTS, *(path.stem for path in (_PACKAGE / FOLDER).iterdir())}
    named = [path for folder in folders for path in sorted((folder / FOLDER).glob("*.html")) if path.stem not in known]
    for path in named:
        if (hint := did_you_mean(path.stem, known)) and not _is_included(app, folders, path):
            message = f"no part of a page has the template '{FOLDER}/{path.name}', which is not used{hint}"
            warn(Subtype.TEMPLATE, message, path=f"{path}:1")


def _is_included(app: Sphinx, folders: list[Path], template: Path) -> bool:
    """Return whether conf.py or another template names a template."""
    others = (path for folder in folders for path in folder.rglob("*") if path.is_file() and path != template)
    texts = (path.read_text("utf-8", errors="replace") for path in others)
    by_config = repr((app.config.html_sidebars, app.config.html_additional_pages, app.config.html_theme_options))
    return template.name in by_config or any(template.name in text for text in texts)


def _shown(value: Any) -> Any:
    """Return what is written for a value: nothing for None, which a post has in the place of a date or banner."""
    return "" if value is None else value


def _file(part: str) -> str:
    return f"{FOLDER}/{part}.html"
