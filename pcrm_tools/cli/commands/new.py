"""`pcrm new`: a record from its template."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pcrm_tools.cli.app import App
from pcrm_tools.cli.assigning import read_assignments
from pcrm_tools.cli.changes import changing_options, check_message, save
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.findings import say
from pcrm_tools.cli.wording import Text
from pcrm_tools.errors import WrongUse

if TYPE_CHECKING:
    from pcrm_tools.store.create import Planned
    from pcrm_tools.text.edit_target import Assignment

_SLUG = Text("the file is called {id}; the name stands in it as typed", "文件名为 {id}，名称原样保存在文件中")
_COMMIT = Text("{id}: new {type}", "{id}: 新建{zh}")
_ZH = {"customer": "客户", "project": "项目"}
_CUSTOMER = ("customer", "客户")
_KIND = {"customer": "customer", "project": "project", "客户": "customer", "项目": "project"}


@command(
    "new",
    Text("Make a new customer or project from its template in templates/.", "按 templates/ 中的模板新建客户或项目。"),
    formats=("table", "json"),
    examples=(
        ('pcrm new customer "Harbor Tools" --set tier=potential', Text("A customer.", "新建客户。")),
        ("pcrm new project 二期改造 --customer 华星", Text("A project of a customer.", "为客户新建项目。")),
    ),
)
@argument(
    "kind",
    Text("customer or project (客户 or 项目).", "customer 或 project（客户 或 项目）。"),
    type=click.Choice(list(_KIND)),
    metavar="customer|project",
)
@argument(
    "given",
    Text("The new record's name or id; a name becomes the file's name.", "新档案的名称或编号；名称会成为文件名。"),
    metavar="NAME_OR_ID",
)
@option("--name", default="", text=Text("The full name, where NAME_OR_ID is an id.", "全称（当 NAME_OR_ID 是编号时）。"))
@option(
    "--customer",
    default="",
    metavar="ID",
    text=Text("Whose project it is (any name of the customer).", "项目所属客户（客户的任一名称）。"),
)
@option(
    "--owner",
    default="",
    metavar="ID",
    text=Text("Who is responsible (default: you, by git's e-mail).", "负责人（默认按 git 邮箱识别为你）。"),
)
@option(
    "--folder",
    default="",
    metavar="DIR",
    text=Text("A folder below customers/ or projects/.", "customers/ 或 projects/ 下的文件夹。"),
)
@option(
    "--set",
    "sets",
    multiple=True,
    metavar="KEY=VALUE",
    text=Text("Sets a field; may be given several times.", "设置一个字段，可多次使用。"),
)
@option("--edit", is_flag=True, text=Text("Opens the new file in $VISUAL or $EDITOR.", "用 $VISUAL 或 $EDITOR 打开新文件。"))
@changing_options
def run(
    app: App,
    kind: str,
    given: str,
    name: str,
    customer: str,
    owner: str,
    folder: str,
    sets: tuple[str, ...],
    edit: bool,
    dry_run: bool,
    commit: bool,
) -> int:
    """Makes a record and says where it is."""
    from pcrm_tools import changing

    check_message(commit)
    record_type = _KIND[kind]
    pairs = read_assignments(sets)
    customer = customer or next((one.value for one in pairs if one.key in _CUSTOMER), "")
    pairs = [one for one in pairs if one.key not in _CUSTOMER]
    planned = _planned(app, record_type, given, name, folder, owner, _owning_customer(app, record_type, customer), pairs)
    if dry_run:
        app.out.text(planned.text)
        return 0
    done = changing.create(app.session().root, planned.path, planned.text)
    if app.out.format == "json":
        app.out.json({"path": planned.path, "id": planned.id})
    else:
        app.out.line(planned.path)
    if planned.id != given and not name:
        app.out.note(_SLUG, id=planned.id)
    _note_findings(app, planned)
    if edit:
        click.edit(filename=str(app.session().root / planned.path))
    if commit:
        save(app, (done,), _COMMIT.of(app.session().config.language or app.lang, id=planned.id, type=record_type, zh=_ZH[record_type]))
    return 0


def _planned(
    app: App, record_type: str, given: str, name: str, folder: str, owner: str, customer: str, pairs: Sequence["Assignment"]
) -> "Planned":
    from pcrm_tools.changing import sentences
    from pcrm_tools.cli.assigning import Assigning
    from pcrm_tools.model.finding import Finding
    from pcrm_tools.store import create, git
    from pcrm_tools.text.edit_fields import edit_of

    session = app.session()
    assigning = Assigning(app, pairs)
    edit = edit_of(assigning.ready(record_type), assigning.around(record_type))
    values = create.starting_values(session.config, git.identity(session.root)[1], owner, customer, app.today)
    planned = create.plan(session.root, session.db, session.config, record_type, given, name, folder, values, edit, app.lang)
    if isinstance(planned, Finding):
        raise WrongUse("{said}", "{said_zh}", **dict(zip(("said", "said_zh"), sentences(planned), strict=True)))
    return planned


def _note_findings(app: App, planned: "Planned") -> None:
    """What validate will say of the new record: mostly what is still missing."""
    for finding in planned.findings:
        said = say(finding, app.session().rules(), app.lang)
        app.out.note(f"{planned.path}:{said.line}:{said.column}: {said.severity}: {said.message} [{said.rule}]")


def _owning_customer(app: App, record_type: str, name: str) -> str:
    """The id of the customer that a name means; raises WrongUse for a project that names none."""
    from pcrm_tools.store.lookup import find_record

    if name:
        n = find_record(app.session().db, name, "customer")
        return str(app.session().db.execute("select id from record where n=?", (n,)).fetchone()[0])
    if record_type == "project":
        raise WrongUse("whose project is it? add --customer ID", "请用 --customer 指定客户")
    return ""
