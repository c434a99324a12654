"""The funnels of the home page: open projects by stage, and how many of those that were in a stage went on from it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from pcrm_tools.facts.stages import Step
from pcrm_tools.site import charts
from pcrm_tools.site.board import pipeline_label
from pcrm_tools.site.charts import FunnelStage
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.draw import sum_text
from pcrm_tools.site.draw_frame import Caption, Grid, figure
from pcrm_tools.site.labels import word
from pcrm_tools.store import board_rows

# A share of fewer projects says nothing.
LEAST = 3


class Passed(NamedTuple):
    """How many projects have left a stage, and how many of them went on to a later one."""

    left: int
    onward: int


class Funnels:
    """Makes the funnels."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.book, self.lang = scene, scene.book, scene.lang
        self.counts = {one.key: int(one.value or 0) for one in scene.figures if one.definition == "open-projects"}
        self.sums: dict[str, list[str]] = {}
        for one in scene.figures if scene.audience.sees("value") else ():
            if one.definition == "open-project-value":
                self.sums.setdefault(one.key, []).append(sum_text(one.unit, one.value or 0, self.lang))

    def figures(self) -> tuple[Markup, ...]:
        """A funnel for each pipeline that has open projects, in its frame; none for those who may not know of stages."""
        if not self.scene.audience.sees("stage"):
            return ()
        passed = self._passed()
        return tuple(made for name in self.scene.config.data["pipelines"] if (made := self._figure(name, passed.get(name, {}))))

    def _figure(self, name: str, passed: Mapping[str, Passed]) -> Markup:
        stages = self.scene.config.stages(name)
        drawn, won = [], False
        for code, stage in stages.items():
            won = won or bool((stage or {}).get("won"))
            label = self.scene.values.setting("stage", code).label
            key, went = f"{name}/{code}", passed.get(code, Passed(0, 0))
            onward = (
                word("funnel.onward", self.lang).format(share=round(100 * went.onward / went.left), n=went.left)
                if went.left >= LEAST
                else ""
            )
            note = " · ".join(self.sums.get(key, []))
            drawn.append(
                FunnelStage(label, self.counts.get(key, 0), note, won, f"projects/index.html#f.stage={quote(label)}", onward)
            )
        total = sum(stage.number for stage in drawn)
        if not total:
            return Markup("")
        title = pipeline_label(self.book, name)
        caption = Caption(title, "", total, self.scene.today.isoformat(), "pipeline.html")
        heads = tuple(word(f"funnel.{key}", self.lang) for key in ("stage", "projects", "value", "went"))
        rows = tuple((stage.label, f"{stage.number:,}", stage.note, stage.onward) for stage in drawn)
        return figure(charts.funnel(drawn, title), caption, Grid(heads, rows), self.lang)

    def _passed(self) -> Mapping[str, Mapping[str, Passed]]:
        """By pipeline and stage how many projects went on, of all that ever were there and are not any more.

        A project was in every stage from the first that its log or front matter names up to the furthest; what ended went no further.
        """
        steps = board_rows.stage_steps(self.scene.db, self.scene.today.isoformat(), not self.scene.audience.internal)
        pipelines = self.scene.config.data["pipelines"]
        found: dict[str, dict[str, Passed]] = {name: {} for name in pipelines}
        for record in self.book.readable("project"):
            name = record.pipeline if record.pipeline in pipelines else "default"
            order = list(self.scene.config.stages(name or ""))
            places = _places(steps.get(record.n, ()), order, record.stage)
            if not places:
                continue
            ended = bool(record.closed or record.outcome)
            for place in range(min(places), max(places) + ended):
                known = found[name or "default"].setdefault(order[place], Passed(0, 0))
                found[name or "default"][order[place]] = Passed(known.left + 1, known.onward + (place < max(places)))
        return found


def _places(steps: Iterable[Step], order: Sequence[str], stage: str | None) -> set[int]:
    """The stages that a project is known to have been in, by their places in the pipeline."""
    named = {code for step in steps for code in (step.before, step.after)} | {stage}
    return {place for place, code in enumerate(order) if code in named}
