"""`key=value` of a command line made into changes of records: what it names, which records values mean, what a commit says."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcrm_tools.cli.app import App
from pcrm_tools.cli.changes import Row
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.changing import Change
    from pcrm_tools.text.context import Context
    from pcrm_tools.text.edit_fields import Around, Assigned
    from pcrm_tools.text.edit_target import Assignment, Target

# What only the log can put right is said, not refused: the other half may be the next thing that is typed.
TOLD = ("stage-mismatch", "lifecycle-mismatch")

_WHAT = {
    "": Text("{id}: {key} → {value}", "{id}: {key} → {value}"),
    "+": Text("{id}: {key} + {value}", "{id}: {key}增加 {value}"),
    "-": Text("{id}: {key} - {value}", "{id}: {key}去掉 {value}"),
    "gone": Text("{id}: {key} removed", "{id}: 删除{key}"),
}
_CUSTOMERS = ("customer", "parent")


class Assigning:
    """The assignments of one run, made ready once for each type of record."""

    def __init__(self, app: App, assignments: Sequence["Assignment"]) -> None:
        from pcrm_tools.text.context import make_context

        self.app, self.assignments = app, assignments
        self.context: Context = make_context(app.session().config)
        self._ready: dict[str, tuple[Assigned, ...]] = {}

    @property
    def lang(self) -> str:
        """The notebook's language, else the run's."""
        return self.app.session().config.language or self.app.lang

    def around(self, record_type: str) -> "Around":
        """What the edits of records of a type depend on."""
        from pcrm_tools.text.edit_fields import Around

        return Around(self.context, record_type, self.app.today, self.lang)

    def ready(self, record_type: str) -> tuple["Assigned", ...]:
        """The assignments for records of a type; raises WrongUse for a field that it has not, UnknownName for a record."""
        from pcrm_tools.text.edit_fields import Assigned
        from pcrm_tools.text.edit_target import target

        if record_type not in self._ready:
            keys = self.context.keys[record_type]
            found = [(one, target(keys, one.key, record_type)) for one in self.assignments]
            self._ready[record_type] = tuple(Assigned(named, one.sign, self._meant(one, named)) for one, named in found)
        return self._ready[record_type]

    def _meant(self, one: "Assignment", named: "Target") -> str:
        """The value, names of records as ids."""
        from pcrm_tools.text.edit_values import parts_of

        if named.spec.kind != "record" or one.sign == "-" or not one.value:
            return one.value
        record_type = "customer" if named.spec.key in _CUSTOMERS else ""
        return ",".join(_record_id(self.app, part, record_type) for part in parts_of(named.spec, one.value))

    def change(self, row: Row, log: bool = False) -> "Change":
        """The assignments as a change of one record, refused where it brings an error that was not there.

        With `log` the entries that tell of a changed state are written too.
        """
        from pcrm_tools.changing import Change, guarded
        from pcrm_tools.text.edit_fields import edit_of

        orders, around = self.ready(row.type), self.around(row.type)
        edit = edit_of(orders, around)
        if log:
            from pcrm_tools.text.edit_state import with_entries

            edit = with_entries(edit, around.today, around)
        edit = guarded(edit, row.type, self.context, TOLD)
        said = [self._what(row.id, order) for order in orders]
        head = f"{row.id}: "
        return Change(row.path, edit, "; ".join([said[0], *(text.removeprefix(head) for text in said[1:])]))

    def _what(self, record_id: str, order: "Assigned") -> str:
        named, chinese = order.target, self.lang == "zh"
        labels = [spec.label_zh if chinese else spec.key for spec in named.fields]
        key = ".".join([labels[0], *([named.item] if named.item else []), *labels[1:]])
        text = _WHAT[order.sign if order.value else "gone"]
        return text.of(self.lang, id=record_id, key=key, value=self._said(order))

    def _said(self, order: "Assigned") -> str:
        """The value as history should tell it: a word such as `fri` as the day that it means today."""
        from pcrm_tools.text.datewords import resolve

        day = resolve(order.value, self.app.today) if order.target.spec.kind == "date" else None
        return day.isoformat() if day else order.value


def _record_id(app: App, name: str, record_type: str) -> str:
    from pcrm_tools.store.lookup import find_record

    db = app.session().db
    return str(db.execute("select id from record where n=?", (find_record(db, name, record_type),)).fetchone()[0])


def read_assignments(words: Sequence[str]) -> list["Assignment"]:
    """The assignments of a command line; raises WrongUse for a word that is none."""
    from pcrm_tools.text.edit_target import read_assignment

    found = []
    for word in words:
        one = read_assignment(word)
        if one is None:
            raise WrongUse("write KEY=VALUE, not `{seen}`", "请写 键=值，而不是 `{seen}`", seen=word)
        found.append(one)
    return found
