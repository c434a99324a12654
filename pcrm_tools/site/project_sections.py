"""The sections of a project's page: where each stands, in order. A further one is one more line."""

from pcrm_tools.site.case_views import cases
from pcrm_tools.site.cost_views import cost, payments
from pcrm_tools.site.due_section import due
from pcrm_tools.site.goal_views import goals
from pcrm_tools.site.item_views import deliverables, requirements, risks, scope
from pcrm_tools.site.project_log_views import acceptance, changes, closing, decisions
from pcrm_tools.site.record_sections import backlinks, block, facts, log, notes, own_tables, source, table, tasks
from pcrm_tools.site.schedule_view import schedule
from pcrm_tools.site.stage_views import stage_path
from pcrm_tools.site.subject import Place

PROJECT: tuple[Place, ...] = (
    Place("stages", "top", stage_path),
    Place("closing", "main", closing),
    Place("due", "main", due),
    Place("milestones", "main", schedule),
    Place("tasks", "main", tasks),
    Place("goals", "main", goals),
    Place("cases", "main", cases),
    Place("notes", "main", notes),
    Place("requirements", "main", requirements),
    Place("deliverables", "main", deliverables),
    Place("payments", "main", payments),
    Place("risks", "main", risks),
    Place("resources", "main", table("resources")),
    Place("own", "main", own_tables),
    Place("timeline", "main", log),
    Place("facts", "side", facts),
    Place("scope", "side", scope),
    Place("budget", "side", cost),
    Place("decisions", "side", decisions),
    Place("changes", "side", changes),
    Place("acceptance", "side", acceptance),
    Place("stakeholders", "side", table("stakeholders")),
    Place("evaluation", "side", block("evaluation")),
    Place("backlinks", "side", backlinks),
    Place("source", "side", source),
)
