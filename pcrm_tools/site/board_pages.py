"""The pages of the boards: projects by stage, customers by lifecycle, service cases by state."""

from collections.abc import Iterable

from pcrm_tools.site import pages
from pcrm_tools.site.board_cases import CaseBoard
from pcrm_tools.site.board_customers import CustomerBoard
from pcrm_tools.site.board_pipeline import PipelineBoard
from pcrm_tools.site.computed import Plain, Poured, Scene


def boards(scene: Scene) -> Iterable[Poured | Plain]:
    """The three boards."""
    views = {
        "pipeline": PipelineBoard(scene).view(), "lifecycle": CustomerBoard(scene).view(), "casework": CaseBoard(scene).view(),
    }  # fmt: skip
    for key, view in views.items():
        yield Poured(key, f"{key}.html", view.title, pages.board(view, scene.lang))
