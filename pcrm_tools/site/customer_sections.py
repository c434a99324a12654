"""The sections of a customer's page: where each stands, in order. A further one is one more line."""

from pcrm_tools.site.account_views import account, points
from pcrm_tools.site.case_views import cases
from pcrm_tools.site.due_section import due
from pcrm_tools.site.people_views import people
from pcrm_tools.site.plan_view import plan
from pcrm_tools.site.record_sections import (
    backlinks,
    block,
    contract,
    evaluation,
    facts,
    log,
    notes,
    own_tables,
    projects,
    source,
    tasks,
)
from pcrm_tools.site.subject import Place
from pcrm_tools.site.survey_views import satisfaction

CUSTOMER: tuple[Place, ...] = (
    Place("due", "main", due),
    Place("tasks", "main", tasks),
    Place("cases", "main", cases),
    Place("notes", "main", notes),
    Place("plan", "main", plan),
    Place("accounts", "main", account),
    Place("satisfaction", "main", satisfaction),
    Place("points", "main", points),
    Place("own", "main", own_tables),
    Place("timeline", "main", log),
    Place("people", "side", people),
    Place("projects", "side", projects),
    Place("preferences", "side", block("preferences")),
    Place("facts", "side", facts),
    Place("evaluation", "side", evaluation),
    Place("contract", "side", contract),
    Place("privacy", "side", block("privacy")),
    Place("backlinks", "side", backlinks),
    Place("source", "side", source),
)
