"""Page → bytes, through the theme's templates."""

from __future__ import annotations

from pathlib import Path

import jinja2

from cablepress import __version__
from cablepress.archive.permalinks import link_from_cable, link_from_page, public_url, root_of
from cablepress.config import SiteConfig
from cablepress.errors import ThemeError
from cablepress.pages.citation import client_script
from cablepress.pages.context import Link, Meta, PageView, SiteView, Source
from cablepress.pages.metadata import JsonLd
from cablepress.pages.terms import level_mark
from cablepress.theme.folders import theme_error
from cablepress.theme.theme import Theme, template_problem


class Renderer:
    """Renders pages of one site. Templates are compiled once per renderer."""

    def __init__(self, theme: Theme, site: SiteView, compiled: Path | None = None) -> None:
        """``compiled`` is a folder in which compiled templates are kept."""
        theme = theme.with_asset_before("cite.js", client_script()).with_asset_before("set.js", client_script())
        theme = theme if site.set else theme.without("save.js", "set.js")
        self.theme = theme.with_addresses_in("site.js")
        self.site = site
        self._env = self.theme.environment(compiled)
        self._env.globals["site"] = site
        self._env.filters |= {"from_cable": link_from_cable, "from_page": link_from_page, "level": level_mark}
        self._templates: dict[str, jinja2.Template] = {}

    def string(self, key: str, **values: object) -> str:
        """A string of the interface that no template asks for: a title, a description.

        Raises:
            ThemeError: the theme has no such string.
        """
        try:
            return self.theme.strings.text(key, **values)
        except KeyError:
            place = f"{self.theme.name}/strings/en.yml"
            raise theme_error("strings-missing", f"no string {key!r}", place) from None

    def render(self, template: str, page: PageView, **records: object) -> bytes:
        """The page as UTF-8.

        Raises:
            ThemeError: the template is missing, broken, or fails on these records; with its place.
        """
        try:
            return self._template(template).render(page=page, **records).encode("utf-8", "replace")
        except Exception as error:
            # A template may raise anything; what does not come from a template is a bug of ours and goes on.
            problem = template_problem(error, self.theme.folders)
            if problem is None:
                raise
            raise ThemeError([problem]) from error

    def _template(self, name: str) -> jinja2.Template:
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = self._env.get_template(name)
        return found


def site_view(
    config: SiteConfig, theme: Theme, pages: tuple[Link, ...], *, has_articles: bool, has_data: bool = False
) -> SiteView:
    """What every template knows of the site."""
    return SiteView(
        title=config.title,
        url=config.url,
        description=config.description,
        language=config.language,
        hashtag=config.collection.hashtag,
        pages=pages,
        has_articles=has_articles,
        has_search=config.search.enabled,
        feed="feed.xml" if config.publish.feed else "",
        data="data/index.html" if has_data else "",
        set="set.html" if config.output.set else "",
        settings=theme.settings,
        generator=f"Cablepress {__version__}",
    )


def page_view(
    config: SiteConfig,
    kind: str,
    url: str,
    title: str,
    description: str = "",
    *,
    root: str | None = None,
    meta: tuple[Meta, ...] = (),
    json_ld: JsonLd | None = None,
    source: Source | None = None,
) -> PageView:
    """What a template knows of the page that it makes; ``root`` only where it is not plain from ``url``."""
    return PageView(
        kind=kind,
        url=url,
        root=root_of(url) if root is None else root,
        title=title,
        description=description or config.description or title,
        canonical=public_url(config.url, url) if config.url else "",
        meta=meta,
        json_ld=json_ld,
        source=source,
    )
