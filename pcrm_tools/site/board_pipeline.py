"""The board of open projects by stage, or by another field that pcrm.yml names."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any

from pcrm_tools.facts.stages import (
    Step,
    effective_stage,
    expected_length,
    limit_since,
    stage_age,
    stage_due,
    stage_limits,
    stages_within,
)
from pcrm_tools.model.rows import RecordRow
from pcrm_tools.site import board
from pcrm_tools.site.board import Age, BoardCard, BoardColumn, BoardPart, BoardView
from pcrm_tools.site.board_records import RecordBoard, Sorted
from pcrm_tools.site.browse import running, sums
from pcrm_tools.site.computed import Scene
from pcrm_tools.site.labels import counted, word
from pcrm_tools.site.values import Label, duration_text
from pcrm_tools.store import board_rows, site_rows

# A limit over several stages is shown so many days before it is broken.
AHEAD = 14


class PipelineBoard(RecordBoard):
    """Open projects by pipeline and stage, with the days in their stage against the expected ones and the limits over stages."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene, "pipeline")
        self.tells_stage = scene.audience.sees("stage")
        self.by_stage = self.chosen.group == "stage" and self.tells_stage

    def view(self) -> BoardView:
        """The board."""
        rows = [record for record in self.book.readable("project") if running(record)]
        parts = list(self._pipelines(rows)) if self.by_stage else [self._grouped(rows)] if rows else []
        return BoardView(
            word("page.pipeline", self.lang),
            self.scene.today.isoformat(),
            self.say("intro_pipeline"),
            tuple(parts),
            self.say("no_projects"),
        )

    def _pipelines(self, rows: list[RecordRow]) -> Iterator[BoardPart]:
        found: dict[str, dict[str, list[RecordRow]]] = {}
        for record in rows:
            name = record.pipeline if record.pipeline in self.scene.config.data["pipelines"] else "default"
            found.setdefault(name or "default", {}).setdefault(record.stage or "", []).append(record)
        for name, pipeline in self.scene.config.data["pipelines"].items():
            if name not in found:
                continue
            stages = pipeline.get("stages") or {}
            others = sorted(found[name].keys() - stages.keys() - {""})
            codes = [*([""] if "" in found[name] else []), *stages, *others]
            yield self._part(board.pipeline_label(self.book, name), stages, [(code, found[name].get(code, [])) for code in codes])

    def _part(self, label: str, stages: Mapping[str, Any], groups: list[tuple[str, list[RecordRow]]]) -> BoardPart:
        cards = self.cards([[self._sorted(record) for record in rows] for _, rows in groups], self._about)
        columns, won = [], False
        for (code, rows), made in zip(groups, cards, strict=True):
            won = won or bool((stages.get(code) or {}).get("won"))
            expected = expected_length(stages, code)
            hint = self.say("expected", time=duration_text(expected, self.lang)) if expected else ""
            columns.append(
                self._column(
                    self._label("stage", code, "project") if code else self.say("stages_none"), code, rows, made, hint, won
                )
            )
        return board.part(label, columns)

    def _grouped(self, rows: list[RecordRow]) -> BoardPart:
        groups = self.parted(rows, "project")
        cards = self.cards([[self._sorted(record) for record in part] for _, _, part in groups], self._about)
        return board.part(
            self.say("all_projects"),
            [self._column(label, code, part, made, "", False) for (code, label, part), made in zip(groups, cards, strict=True)],
        )

    def _column(self, label: str, code: str, rows: list[RecordRow], made: list[BoardCard], hint: str, won: bool) -> BoardColumn:
        total = self.look.money(sums((row.currency, row.value) for row in rows)) if self.scene.audience.sees("value") else ""
        href = self.listed("projects/index.html", code, label)
        return board.column(label, made, self.chosen.limits.get(code, 0), total, hint, href, won)

    def _about(self, record: RecordRow) -> tuple[str, str, str]:
        customer = self.book.find(record.customer or "") if self.scene.audience.sees("customer") else None
        return (customer.name, self.book.face(customer, "").href, customer.name) if customer else ("", "", "")

    def _sorted(self, record: RecordRow) -> Sorted:
        if not self.tells_stage:
            return Sorted(record, (), None, 0, "")
        stages = self.scene.config.stages(record.pipeline or "")
        steps, began = self.steps.get(record.n, []), self._began(record)
        now = effective_stage(record.stage, steps, began)
        since = now.since if now and now.since <= self.scene.today.isoformat() else ""
        length = expected_length(stages, record.stage)
        due, days = stage_due(since, length), stage_age(since, self.scene.today)
        late = max((self.scene.today - due).days, 0) if due else 0
        badges = (Label(self.say("late", n=late), "bad"),) if late else ()
        age = None
        if days is not None:
            expected = (due - self.scene.today).days + days if due else 0
            text = self.say("days_of", n=days, m=expected) if expected > 0 else counted("board.days", days, self.lang)
            age = Age(text, min(days / expected, 1.0) if expected > 0 else None, late > 0)
        limits = self._limits(record, stages, steps, began)
        over = max((days for days, _ in limits), default=0)
        return Sorted(record, (*badges, *(label for _, label in limits)), age, max(late, over, 0), since)

    def _limits(self, record: RecordRow, stages: Mapping[str, Any], steps: Sequence[Step], began: str) -> list[tuple[int, Label]]:
        """Limits over several stages that are broken or soon will be, such as 90 days from contact to order, and by how many days."""
        pipeline = self.scene.config.data["pipelines"].get(record.pipeline or "default") or {}
        found = []
        for limit in stage_limits(pipeline):
            if record.stage not in stages_within(limit, stages):
                continue
            due = stage_due(limit_since(limit, stages, steps, began), limit.length)
            if due is None or due > self.scene.today + timedelta(days=AHEAD):
                continue
            over = (self.scene.today - due).days
            words = {
                "time": duration_text(limit.length, self.lang),
                "last": self._label("stage", limit.last, "project"),
                "n": abs(over),
            }
            found.append(
                (over, Label(self.say("limit_over" if over > 0 else "limit_near", **words), "bad" if over > 0 else "warn"))
            )
        return found

    def _began(self, record: RecordRow) -> str:
        start = self.starts.get(record.n, "") if self.scene.audience.sees("start") else ""
        return start or (record.first_entry or "" if self.scene.audience.internal else "")

    @cached_property
    def starts(self) -> Mapping[int, str]:
        """The days on which projects began."""
        return site_rows.first_values(self.scene.db, "start")

    @cached_property
    def steps(self) -> Mapping[int, list[Step]]:
        """The steps of projects through their stages."""
        return board_rows.stage_steps(self.scene.db, self.scene.today.isoformat(), not self.scene.audience.internal)
