"""A seeded generator of realistic notebooks in Chinese and English, valid to the last character.

`python -m tests.bench.generate DIR --records 10000 --seed 7 --as-of 2026-11-20` writes one; the same arguments give the
same bytes.
"""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.bench import phrases
from tests.bench.accounts import LENGTHS, SOFTWARE, Account, Deal, plan
from tests.bench.customers import customer_text
from tests.bench.marks import words_of
from tests.bench.projects import project_text

SEED, AS_OF = 7, date(2026, 11, 20)
_SETTINGS = """\
# A generated notebook: nobody and nothing in it exists.
format: 1
language: en
currency: CNY
timezone: Asia/Shanghai
team:
{team}
calendar:
  country: CN
  days: [mon, tue, wed, thu, fri]
  hours: "09:00-18:00"
pipelines:
  software:
    stages:
{stages}
    limits:
      - lead -> build: 120d
tiers:
  key: {{cadence: 2w}}
  potential: {{cadence: 1mo}}
  general: {{cadence: 1q}}
sla:
  - {{kind: complaint, respond: 4h, resolve: 5d}}
  - {{kind: repair, priority: urgent, respond: 30min, resolve: 1d}}
  - {{kind: support, respond: 1d, resolve: 5d}}
evaluation:
  criteria:
    fit: {{weight: 3}}
    payment: {{weight: 2}}
    potential: {{weight: 1}}
search:
  engine: auto
"""
_SITE = """\
site_name: generated
docs_dir: site/pages
site_dir: site/public
use_directory_urls: false
theme:
  name: material
  font: false
plugins:
  - pcrm
"""
_HOME = "# A generated notebook\n\nNobody and nothing in it exists.\n"


def settings(as_of: date) -> str:
    """The text of pcrm.yml."""
    members = [f"  - {{id: {name}, name: {called}, departments: [{place}]}}" for name, called, place in phrases.TEAM]
    name, called, place = phrases.LEAVER
    members.append(f"  - {{id: {name}, name: {called}, departments: [{place}], left: {as_of - timedelta(365)}}}")
    stages = [
        f"      {stage}: {{days: {days}, probability: {chance}%{', won: true' if stage == 'build' else ''}}}"
        for stage, days, chance in zip(SOFTWARE, LENGTHS["software"], (10, 30, 60, 100, 100, 100, 100), strict=True)
    ]
    return _SETTINGS.format(team="\n".join(members), stages="\n".join(stages))


def files(records: int, seed: int = SEED, as_of: date = AS_OF) -> Iterator[tuple[str, bytes]]:
    """Path and content of every file of a notebook with so many records."""
    made = plan(records, seed, as_of)
    deals: dict[str, list[Deal]] = {}
    for deal in made.deals:
        deals.setdefault(deal.account.id, []).append(deal)
    yield "pcrm.yml", settings(as_of).encode()
    yield ".gitignore", b"/.pcrm/\n/site/public/\n"
    yield "mkdocs.yml", _SITE.encode()
    yield "site/pages/index.md", _HOME.encode()
    for place, account in enumerate(made.accounts):
        others = _others(made.accounts, place)
        text = customer_text(account, deals.get(account.id, ()), others, words_of(account.number), seed, as_of)
        yield account.path, _bytes(text, account.number)
    for place, deal in enumerate(made.deals):
        related = [made.deals[place // 2]] if place % 6 == 5 else []
        yield deal.path, _bytes(project_text(deal, related, words_of(deal.number), seed, as_of), deal.number)


def _others(accounts: tuple[Account, ...], place: int) -> list[Account]:
    """Two other customers, for those that name some."""
    return [accounts[(place + step) % len(accounts)] for step in (1, 7) if step % len(accounts)]


def _bytes(text: str, number: int) -> bytes:
    """A few files come from Windows, and say so by their line ends or a BOM."""
    if number % 97 == 5:
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if number % 89 == 7 else b"") + text.encode()


def write(folder: Path, records: int, seed: int = SEED, as_of: date = AS_OF) -> int:
    """Writes the notebook into a folder and returns how many bytes its records have."""
    made, size = set[Path](), 0
    for path, content in files(records, seed, as_of):
        file = folder / path
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        with open(file, "wb") as stream:  # noqa: PTH123 - a third faster over ten thousand files
            stream.write(content)
        size += len(content) if path.startswith(("customers/", "projects/")) else 0
    return size


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.generate", description="Write a generated notebook.")
    parser.add_argument("folder", type=Path, help="where to; made if missing, must be empty")
    parser.add_argument("--records", type=int, default=1000, help="customers and projects together (default: 1000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"same seed, same bytes (default: {SEED})")
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF, help=f"the notebook's today (default: {AS_OF})")
    asked = parser.parse_args()
    if asked.folder.is_dir() and any(asked.folder.iterdir()):
        parser.error(f"{asked.folder} is not empty")
    size = write(asked.folder, asked.records, asked.seed, asked.as_of)
    print(f"{asked.records} records, {size / 1e6:.1f} MB, {size / max(1, asked.records) / 1000:.1f} kB each: {asked.folder}")


if __name__ == "__main__":
    main()
