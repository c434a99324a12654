"""The mkdocs plugin: renders hand-written pages and the shells by the theme, then has the records' pages poured in.

`mkdocs build` alone does all of it; `pcrm site build` runs mkdocs only where something that the theme renders changed.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions.toc import slugify_unicode
from markupsafe import escape
from mkdocs.config import Config
from mkdocs.config.config_options import Type
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from pcrm_tools.site import shell
from pcrm_tools.site.handwritten import Handwritten, expand_nav
from pcrm_tools.site.labels import section_words, theme_words, word
from pcrm_tools.site.menu import COMPUTED
from pcrm_tools.site.source import without_private

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from pcrm_tools.site.build import Run

FEATURES = ("navigation.tabs", "navigation.indexes", "navigation.top", "content.code.copy")
PALETTE = [
    {"media": "(prefers-color-scheme)", "scheme": "default", "icon": "material/brightness-auto", "next": "light"},
    {"media": "(prefers-color-scheme: light)", "scheme": "default", "icon": "material/weather-sunny", "next": "dark"},
    {"media": "(prefers-color-scheme: dark)", "scheme": "slate", "icon": "material/weather-night", "next": "auto"},
]
ASSETS = (
    "css/pcrm.css", "css/boards.css", "css/icons.css", "css/search.css", "css/browse.css", "css/record.css",
    "js/pcrm.js", "js/tables.js", "js/lists.js", "js/boards.js", "js/followups.js", "js/record.js",
    "js/search_words.js", "js/search_query.js", "js/search_index.js",
    "js/search_near.js", "js/search_shown.js", "js/search.js",
)  # fmt: skip


WATCHED = ("customers", "projects", "templates", "pcrm.yml", "site/theme")


class PcrmConfig(Config):  # type: ignore[no-untyped-call]
    """The plugin's options in mkdocs.yml."""

    audience = Type(str, default="internal")


class PcrmPlugin(BasePlugin[PcrmConfig]):  # type: ignore[no-untyped-call]
    """Puts the notebook's records into the site."""

    def __init__(self) -> None:
        self.run: Run | None = None
        self.orchestrated = False
        self.pages = Handwritten()
        self._site_dir = ""

    def on_config(self, config: "MkDocsConfig") -> "MkDocsConfig":
        """Opens the notebook where nobody did, sets what the site cannot do without, and builds aside."""
        if config.theme.name != "material":
            raise PluginError(f"the pcrm plugin needs `theme: material`, not `{config.theme.name}`")
        if self.run is None:
            from pcrm_tools.site import build

            self.run = build.start(
                Path(config.config_file_path).parent, audience=self.config.audience, public=Path(config.site_dir)
            )
        self._site_dir, config.site_dir = config.site_dir, str(self.run.stage)
        self.pages = Handwritten()
        lang = self.run.lang
        config.use_directory_urls = False
        # Headings in Chinese are addressed by their words, as code hosts do; the default would number them.
        config.mdx_configs.setdefault("toc", {}).setdefault("slugify", slugify_unicode)
        config.nav = expand_nav(config.nav, Path(config.docs_dir), lang)
        config.extra["pcrm"], config.extra["generator"] = theme_words(lang), False
        config.extra["pcrm_missing"] = section_words("missing", lang)
        if self.run.name:
            # The theme's templates escape nothing by themselves; a second escape leaves Markup as it is.
            config.site_name = escape(self.run.name)
        config.site_url = config.site_url or self.run.url or None
        looks = [f"assets/pcrm/{Path(name).name}" for name in (*ASSETS, *self._own_assets())]
        config.extra_css = [*(name for name in looks if name.endswith(".css")), *config.extra_css]
        config.extra_javascript = [*(name for name in looks if name.endswith(".js")), *config.extra_javascript]
        self._theme(config, lang)
        return config

    def _theme(self, config: "MkDocsConfig", lang: str) -> None:
        theme: Any = config.theme
        theme["language"] = lang
        theme["font"] = False
        theme["features"] = list(dict.fromkeys((*FEATURES, *theme.get("features", ()))))
        if not theme.get("palette"):
            theme["palette"] = [
                {
                    "media": p["media"],
                    "scheme": p["scheme"],
                    "primary": "custom",
                    "accent": "custom",
                    "toggle": {"icon": p["icon"], "name": word(f"palette.{p['next']}", lang)},
                }
                for p in PALETTE
            ]
        theme.static_templates.discard("sitemap.xml")
        assert self.run is not None
        own = self.run.root / "site/theme/overrides"
        layers = [str(folder) for folder in (own, shell.PACKAGED_THEME / "overrides") if folder.is_dir()]
        at = 1 if theme.custom_dir else 0
        theme.dirs[at:at] = layers

    def on_files(self, files: Files, config: "MkDocsConfig") -> Files:
        """Adds the shells and the look, and leaves out what a symbolic link would bring in from outside."""
        assert self.run is not None
        docs = os.path.realpath(config.docs_dir)
        for file in list(files):
            if (
                file.abs_src_path
                and file.src_dir == config.docs_dir
                and not os.path.realpath(file.abs_src_path).startswith(docs + os.sep)
            ):
                self.run.warnings.append(f"{file.src_uri}: a link that leaves {config.docs_dir}, not published")
                files.remove(file)
        for name in ("index.en.md", "index.zh.md"):
            if (home := files.get_file_from_path(name)) is not None:
                files.remove(home)
        for page in COMPUTED:
            known = files.get_file_from_path(page.source)
            if known is not None:
                self.run.warnings.append(f"{page.source}: the site's own page of this name takes its place")
                files.remove(known)
            content = f"---\ntitle: '{shell.TITLE}'\npcrm: {page.key}\nhide: [navigation, toc]\n---\n"
            files.append(File.generated(config, page.source, content=content, inclusion=InclusionLevel.INCLUDED))
        for asset in (*ASSETS, *self._own_assets()):
            files.append(self._asset(config, asset))
        return files

    def _own_assets(self) -> list[str]:
        """The notebook's own styles and scripts that stand beside ours (`site/theme/css/notebook.css`)."""
        assert self.run is not None
        theme = self.run.root / "site/theme"
        found = sorted(path.relative_to(theme).as_posix() for path in (*theme.glob("css/*.css"), *theme.glob("js/*.js")))
        return [name for name in found if name not in ASSETS]

    def _asset(self, config: "MkDocsConfig", name: str) -> File:
        assert self.run is not None
        own = self.run.root / "site/theme" / name
        source = own if own.is_file() else shell.PACKAGED_THEME / name
        return File.generated(
            config, f"assets/pcrm/{Path(name).name}", abs_src_path=str(source), inclusion=InclusionLevel.INCLUDED
        )

    def on_nav(self, nav: "Navigation", config: "MkDocsConfig", files: Files) -> "Navigation":
        """Names the computed pages in the menu: their own titles are slots."""
        assert self.run is not None
        for page in COMPUTED:
            found = files.get_file_from_path(page.source)
            if found is not None and found.page is not None:
                found.page.title = word(f"page.{page.key}", self.run.lang)
        return nav

    def on_page_read_source(self, /, *, page: "Page", config: "MkDocsConfig") -> str | None:
        """The home page in the site's language where it has been written (`index.zh.md`)."""
        assert self.run is not None
        twin = Path(config.docs_dir, f"index.{self.run.lang}.md")
        ours = twin.is_file() and twin.resolve().parent == Path(config.docs_dir).resolve()
        return twin.read_text("utf-8") if page.file.src_uri == "index.md" and ours else None

    def on_page_markdown(self, markdown: str, page: "Page", config: "MkDocsConfig", files: Files) -> str:
        """Gives the home page all the width, and takes out what is marked private for an audience that may not see it."""
        assert self.run is not None
        if page.is_homepage:
            page.meta.setdefault("hide", ["navigation", "toc"])
        return markdown if self.run.audience.internal else without_private(markdown)

    def on_page_content(self, html: str, page: "Page", config: "MkDocsConfig", files: Files) -> str:
        """Resolves wiki links of hand-written pages and keeps their words for searching."""
        if page.meta.get("pcrm"):
            return html
        assert self.run is not None
        return self.pages.add(page.file.dest_uri, str(page.title or ""), html, self.run.resolver(page.file.dest_uri))

    def on_page_context(
        self, context: "TemplateContext", /, *, page: "Page", config: "MkDocsConfig", nav: "Navigation"
    ) -> "TemplateContext":
        """A shell stands for many pages: it has no address, no neighbours and no day of its own."""
        if page.meta.get("pcrm"):
            page.canonical_url = None
            page.previous_page = page.next_page = None
        return context

    def on_post_page(self, output: str, page: "Page", config: "MkDocsConfig") -> str:
        """Puts the policy in; it hashes the page's inline scripts as they stand."""
        return shell.with_policy(output)

    def on_post_template(self, output_content: str, template_name: str, config: "MkDocsConfig") -> str:
        """The same for the theme's page of what was not found."""
        return shell.with_policy(output_content)

    def on_serve(self, server: "LiveReloadServer", /, *, config: "MkDocsConfig", builder: Any) -> "LiveReloadServer":
        """Has `mkdocs serve` build again when a record or a setting changes, as it does for pages."""
        root = Path(config.config_file_path).parent
        for name in WATCHED:
            if (root / name).exists():
                server.watch(str(root / name))
        return server

    def on_post_build(self, config: "MkDocsConfig") -> None:
        """Publishes, unless `pcrm site build` is running us and does so itself."""
        assert self.run is not None
        config.site_dir = self._site_dir
        self.run.pages_file.write_text(json.dumps(self.pages.pages, ensure_ascii=False), "utf-8")
        if not self.orchestrated:
            from pcrm_tools.site import build

            build.publish(self.run)
            self.run.close()
            self.run = None
