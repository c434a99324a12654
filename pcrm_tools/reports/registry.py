"""The figures that reports and pages show, each defined in one place."""

from pcrm_tools.reports import figures, plan_kept, progress, promises, service, stale, work
from pcrm_tools.reports.report import Both

DEFINITIONS: tuple[figures.Definition, ...] = (
    *figures.DEFINITIONS, *work.DEFINITIONS, *progress.DEFINITIONS, *plan_kept.DEFINITIONS, *promises.DEFINITIONS, *service.DEFINITIONS,
    *stale.DEFINITIONS,
)  # fmt: skip


def meanings() -> dict[str, Both]:
    """What each figure means, by its id."""
    return {one.id: Both(one.help_en, one.help_zh) for one in DEFINITIONS}
