"""`pcrm convert`: files of another encoding made UTF-8, by plan first."""

import os
from pathlib import Path

from pcrm_tools.cli.app import App
from pcrm_tools.cli.command import argument, command, option
from pcrm_tools.cli.wording import Text

_PLAN = Text(
    "{path}: {encoding} -> UTF-8, {characters} characters, begins: {sample}",
    "{path}：{encoding} -> UTF-8，{characters} 个字符，开头：{sample}",
)
_KEPT = Text("{path}: is UTF-8 already", "{path}：已经是 UTF-8")
_UNKNOWN = Text(
    "{path}: no encoding fits all of its bytes; give one with --from", "{path}：没有编码能读出全部字节，请用 --from 指定"
)
_NEXT = Text("{count} to convert; run again with --apply to write them", "{count} 个文件待转换；加上 --apply 执行")
_NOTHING = Text("nothing to convert: {kept} UTF-8 already", "无需转换：{kept} 个文件已是 UTF-8")
_DONE = Text("{count} converted", "已转换 {count} 个文件")


@command(
    "convert",
    Text(
        "Turn files of another encoding (GB18030, Big5, UTF-16) into UTF-8. Shows the plan; --apply does it. Back again: iconv -f UTF-8 -t ENCODING.",
        "把其他编码（GB18030、Big5、UTF-16）的文件转换为 UTF-8。先显示计划，--apply 执行。还原：iconv -f UTF-8 -t 编码。",
    ),
    examples=(("pcrm convert customers --apply", Text("All files of a folder.", "一个文件夹中的全部文件。")),),
)
@argument("paths", Text("Files or folders.", "文件或文件夹。"), nargs=-1, required=True, metavar="PATH...")
@option(
    "--from",
    "encoding",
    metavar="ENCODING",
    text=Text("The encoding the files are in (default: guessed, and said).", "文件现有编码（默认自动判断并说明）。"),
)
@option(
    "--apply",
    "apply_",
    is_flag=True,
    text=Text("Write the files; without it only the plan is shown.", "写入文件；不加则只显示计划。"),
)
def run(app: App, paths: tuple[str, ...], encoding: str | None, apply_: bool) -> int:
    """Shows or carries out the plan; exit code 1 where an encoding could not be told."""
    from pcrm_tools.store.encodings import plan_conversion

    session = app.session()
    count = doubtful = kept = 0
    for path in _files(session.root, paths):
        plan = plan_conversion(session.root, path, encoding)
        if plan is None:
            app.out.detail(_KEPT, path=path)
            kept += 1
        elif plan.text is None:
            app.out.note(_UNKNOWN, path=path)
            doubtful += 1
        else:
            count += 1
            sample = plan.text.strip().replace("\n", " ")[:40]
            app.out.line(_PLAN.of(app.lang, path=path, encoding=plan.encoding, characters=len(plan.text), sample=sample))
            if apply_:
                plan.write()
    if count or not doubtful:
        app.out.note(_NOTHING if not count else _DONE if apply_ else _NEXT, count=count, kept=kept)
    return 1 if doubtful else 0


def _files(root: Path, paths: tuple[str, ...]) -> list[str]:
    """The Markdown files named, relative to the notebook; raises PathRefused for one outside it."""
    from pcrm_tools.cli.commands.validate import _inside

    found: list[str] = []
    for given in paths:
        inside = _inside(root, given)
        if (root / inside).is_dir():
            for folder, _, names in os.walk(root / inside):
                if "/." not in f"/{Path(folder).relative_to(root).as_posix()}".replace("/./", "/"):
                    found += [(Path(folder) / name).relative_to(root).as_posix() for name in names if name.endswith(".md")]
        else:
            found.append(inside)
    return sorted(set(found))
