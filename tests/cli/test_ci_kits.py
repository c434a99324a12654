"""Kits for build servers: valid by their hosts' schemas, and their steps run here on clones of a bare repository."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from pcrm_tools.cli import ci_kits
from pcrm_tools.cli.ci_kits import HOSTS
from tests.cli.written import pcrm
from tests.schemas import schema
from tests.small_notebook import notebook

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the steps are for a POSIX shell")
A = "customers/华星.md"
GOOD = "---\nname: 华星\nowner: dana\ntier: general\n---\n"
BAD = "---\nname: 华星\nowner: dana\ntier: general\nnext_contact: 2026-02-30\n---\n"
SCHEMAS = {"github": "github-workflows", "gitea": "github-workflows", "gitlab": "gitlab-ci"}
PLACES = {"github": ".github/workflows/pcrm.yml", "gitlab": ".gitlab-ci.yml", "gitea": ".gitea/workflows/pcrm.yml"}


def git(root: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def write(root: Path, path: str, text: str, message: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A bare repository with a notebook on its main branch."""
    work = notebook(tmp_path / "work", {A: GOOD})
    (work / ".gitignore").write_text("/.pcrm/\n/site/public/\n", encoding="utf-8")
    (work / "mkdocs.yml").write_text("site_name: N\ndocs_dir: site/pages\nsite_dir: site/public\ntheme: {name: material, font: false}\nplugins: [pcrm]\n")
    git(work, "init", "-q", "-b", "main")
    write(work, "site/pages/index.md", "# Home\n", "start")
    git(tmp_path, "clone", "-q", "--bare", "work", "origin.git")
    git(work, "remote", "add", "origin", "../origin.git")
    git(work, "fetch", "-q")
    return work


def kit(root: Path, host: str) -> dict[str, Any]:
    assert pcrm(root, "init", str(root), "--ci", host).code == 0
    return yaml.safe_load((root / PLACES[host]).read_text("utf-8"))


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of programs: ours, and a pip that only notes what it was asked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (
        ("pcrm", f'exec "{sys.executable}" -m pcrm_tools "$@"'), ("pip", f'echo "$@" >> "{tmp_path}/installed.txt"'),
    ):  # fmt: skip
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


class Job:
    """The steps of one job, run in a clone with the variables that a host gives."""

    def __init__(self, clone: Path, tools: Path, **variables: str) -> None:
        self.clone = clone
        top = str(Path(__file__).parents[2])
        self.env = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": top, "PCRM_NOTEBOOK": str(clone), **variables}

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.clone, env=self.env, capture_output=True, text=True, check=False
        )

    def steps(self, job: Mapping[str, Any]) -> Iterator[tuple[str, subprocess.CompletedProcess[str]]]:
        """Every step that runs a command, with how it went."""
        for step in job["steps"]:
            if "run" in step:
                yield step["name"], self.run(step["run"])


def clone_of(origin: Path, branch: str, name: str) -> Path:
    git(origin.parent, "clone", "-q", "origin.git", name)
    git(origin.parent / name, "checkout", "-q", branch)
    return origin.parent / name


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_kits_are_valid_and_speak_both_languages(tmp_path: Path, host: str, lang: str) -> None:
    made = ci_kits.kit(host, tmp_path, lang)
    text = made.data.decode("utf-8")
    assert made.path == PLACES[host] and not re.search("@[A-Z_]+@", text)
    parsed = {"on" if key is True else key: value for key, value in yaml.safe_load(text).items()}  # YAML 1.1 takes `on` for yes
    schema(SCHEMAS[host]).validate(parsed)
    assert ("合并请求" in text) is (lang == "zh")


@pytest.mark.parametrize("host", HOSTS)
def test_no_event_is_put_into_a_shell(tmp_path: Path, host: str) -> None:
    """What a stranger names (a branch, a title) reaches a step as a variable, never as part of its script."""
    parsed = yaml.safe_load(ci_kits.kit(host, tmp_path, "en").data)
    scripts = [step.get("run", "") for job in (parsed.get("jobs") or {}).values() for step in job["steps"]]
    assert not any("${{" in script for script in scripts)


def test_a_notebook_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    root = notebook(tmp_path / "top/客户 crm", {})
    git(tmp_path / "top", "init", "-q")
    done = pcrm(root, "init", str(root), "--ci", "github")
    text = (tmp_path / "top/.github/workflows/pcrm.yml").read_text("utf-8")
    assert done.code == 0 and "PCRM_NOTEBOOK: ${{ github.workspace }}/客户 crm/\n" in text
    odd = notebook(tmp_path / "top/a'b", {})
    refused = pcrm(odd, "init", str(odd), "--ci", "github")
    assert refused.code == 2 and "a'b/" in refused.err


def test_nothing_is_overwritten(origin: Path) -> None:
    write(origin, ".gitlab-ci.yml", "build:\n  script: [make]\n", "theirs")
    done = pcrm(origin, "init", str(origin), "--ci", "gitlab")
    assert (origin / ".gitlab-ci.yml").read_text() == "build:\n  script: [make]\n"
    assert "include: /.gitlab/pcrm.yml" in done.err and (origin / ".gitlab/pcrm.yml").exists()
    (origin / ".github/workflows").mkdir(parents=True)
    (origin / ".github/workflows/pcrm.yml").write_text("mine\n")
    assert "kept .github/workflows/pcrm.yml" in pcrm(origin, "init", str(origin), "--ci", "github").err


def test_a_pull_request_at_github(origin: Path, tools: Path, tmp_path: Path) -> None:
    parsed = kit(origin, "github")
    git(origin, "switch", "-qc", "topic")
    write(origin, A, BAD.replace("general", "key"), "change")
    git(origin, "push", "-q", "origin", "topic")
    clone = clone_of(origin, "main", "merged")
    git(clone, "merge", "-q", "--no-ff", "--no-edit", "origin/topic")  # what the host checks out for a request
    job = Job(clone, tools, BASE="origin/main", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"), PCRM_PACKAGE="pcrm @ file")
    codes = dict(job.steps(parsed["jobs"]["review"]))
    assert {name: done.returncode for name, done in codes.items()} == {
        "Install": 0, "What the change means": 0, "New findings": 1, "All of them in the summary": 0, "All of them for code scanning": 0,
    }  # fmt: skip
    assert codes["New findings"].stdout.startswith(f"::error file={A},line=5,col=15,title=bad-date::")
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert "华星" in summary and "general → key" in summary and "2026-02-30" in summary
    schema("sarif-2.1.0").validate(json.loads((clone / "pcrm.sarif").read_text("utf-8")))
    assert (tmp_path / "installed.txt").read_text().strip() == "install pcrm @ file"


def test_the_package_must_be_named(origin: Path, tools: Path) -> None:
    parsed = kit(origin, "github")
    install = next(step["run"] for step in parsed["jobs"]["review"]["steps"] if step.get("name") == "Install")
    done = Job(origin, tools, PCRM_PACKAGE="").run(install)
    assert done.returncode != 0 and "say in PCRM_PACKAGE where pcrm is installed from" in done.stderr


@pytest.mark.parametrize("host", ["github", "gitea"])
def test_a_branch_that_does_not_merge_names_the_command(origin: Path, tools: Path, host: str) -> None:
    parsed = kit(origin, host)
    git(origin, "switch", "-qc", "topic")
    write(origin, A, GOOD.replace("general", "key"), "one")
    git(origin, "push", "-q", "origin", "topic")
    git(origin, "switch", "-q", "main")
    write(origin, A, GOOD.replace("general", "potential"), "other")
    git(origin, "push", "-q", "origin", "main")
    clone = clone_of(origin, "topic", "conflict")
    steps = parsed["jobs"]["merges" if host == "github" else "review"]["steps"]
    script = next(step["run"] for step in steps if step.get("name") == "Whether it still merges")
    done = Job(clone, tools, BASE="origin/main").run(script)
    assert done.returncode == 1 and "pcrm git sync origin/main" in done.stdout


@pytest.mark.parametrize("host", ["github", "gitea"])
def test_the_main_branch_is_checked_and_built(origin: Path, tools: Path, host: str) -> None:
    parsed = kit(origin, host)
    clone = clone_of(origin, "main", "main")
    done = dict(Job(clone, tools, PCRM_PACKAGE="x").steps(parsed["jobs"]["main"]))
    assert {name: step.returncode for name, step in done.items()} == {"Install": 0, "Check everything": 0, "Build the site": 0}
    assert (clone / "site/public/index.html").exists()


def test_a_merge_request_at_gitlab(origin: Path, tools: Path) -> None:
    parsed = kit(origin, "gitlab")
    git(origin, "switch", "-qc", "topic")
    write(origin, A, BAD, "change")
    git(origin, "push", "-q", "origin", "topic")
    clone = clone_of(origin, "topic", "request")
    variables = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "BASE": "origin/main", "PCRM_PACKAGE": "x"}
    job = Job(clone, tools, **variables)
    codes = [job.run(line).returncode for line in parsed["review"]["script"]]
    assert codes == [0, 0, 0, 0, 0, 0, 1]
    [problem] = json.loads((clone / "gl-code-quality-report.json").read_text("utf-8"))
    assert (problem["check_name"], problem["location"]) == ("bad-date", {"path": A, "lines": {"begin": 5}})
    junit = ET.parse(clone / "pcrm-junit.xml").getroot()
    assert junit.get("failures") == "1"
    assert "2026-02-30" in (clone / "pcrm-diff.md").read_text("utf-8")
    named = {path for part in parsed.values() if isinstance(part, dict) for path in (part.get("artifacts") or {}).get("paths", [])}
    assert named == {"pcrm-diff.md", "site/public", "public"}


def test_a_schedule_sends_what_is_due(origin: Path, tools: Path) -> None:
    """Without a mail server the step says so in one line: nothing is sent in a test."""
    for host in HOSTS:
        parsed = kit(origin, host)
        scripts = parsed["followups"]["script"] if host == "gitlab" else [step["run"] for step in parsed["jobs"]["followups"]["steps"] if "run" in step]
        assert scripts[-1] == "pcrm followups --within 7d --mail --send"
    done = Job(origin, tools).run(f"{scripts[-1]} --dry-run")
    assert done.returncode in (0, 2) and "Traceback" not in done.stderr


def test_hosts_are_told_paths_from_the_top_of_the_repository(tmp_path: Path) -> None:
    root = notebook(tmp_path / "top/crm", {A: BAD})
    git(tmp_path / "top", "init", "-q")
    assert pcrm(root, "validate", "--format", "github").out.startswith(f"::error file=crm/{A},")
    assert json.loads(pcrm(root, "validate", "--format", "gitlab").out)[0]["location"]["path"] == f"crm/{A}"
    sarif = json.loads(pcrm(root, "validate", "--format", "sarif").out)
    place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert place.startswith("crm/customers/")
    assert pcrm(root, "validate").out.startswith(f"{A}:5:15: ")
