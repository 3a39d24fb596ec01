"""The GitHub workflows: of this repository, and of each new site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".github/workflows/pages.yml"
STARTER = ROOT / "generator/cablepress/starter/dot-github/workflows/pages.yml"


def read(path: Path) -> dict[Any, Any]:
    """The workflow; YAML 1.1 reads its key ``on`` as true."""
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    workflow["on"] = workflow.pop(True)
    return workflow


@pytest.mark.parametrize("path", [OWN, STARTER], ids=["own", "starter"])
def test_pages_are_published_by_the_official_flow(path: Path) -> None:
    """Rights no wider than needed, one deployment at a time, steps in order, hidden files kept."""
    workflow = read(path)
    assert workflow["on"]["push"]["branches"] == ["main"]
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert workflow["concurrency"] == {"group": "pages", "cancel-in-progress": False}
    (job,) = workflow["jobs"].values()
    assert job["environment"]["name"] == "github-pages"
    used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
    assert used == [
        f"actions/{name}"
        for name in ("checkout", "setup-python", "configure-pages", "upload-pages-artifact", "deploy-pages")
    ]
    steps = {step["uses"].partition("@")[0].removeprefix("actions/"): step for step in job["steps"] if "uses" in step}
    assert steps["configure-pages"]["id"] == "pages"
    assert steps["upload-pages-artifact"]["with"] == {"path": "public", "include-hidden-files": True}
    assert job["environment"]["url"] == f"${{{{ steps.{steps['deploy-pages']['id']}.outputs.page_url }}}}"


@pytest.mark.parametrize("path", [OWN, STARTER], ids=["own", "starter"])
def test_the_site_is_built_for_the_address_that_github_names(path: Path) -> None:
    """Between configure-pages, which knows it, and the upload."""
    (job,) = read(path)["jobs"].values()
    said = [step.get("uses", step.get("run", "")) for step in job["steps"]]
    (built,) = [number for number, text in enumerate(said) if "cablepress build" in text or "make site" in text]
    assert '--base-url "${{ steps.pages.outputs.base_url }}/"' in said[built]
    assert said[built + 1].startswith("actions/upload-pages-artifact@")
    assert any(text.startswith("actions/configure-pages@") for text in said[:built])


def test_every_change_is_tested_on_the_oldest_python_too() -> None:
    """``make test``, without the real cables, which only the maintainers have."""
    workflow = read(ROOT / ".github/workflows/ci.yml")
    assert {"push", "pull_request"} <= set(workflow["on"])
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "3.11" in job["strategy"]["matrix"]["python-version"]
    assert job["env"] == {"CABLEPRESS_WITHOUT_SHARED": "1"}
    assert job["steps"][-1]["run"] == "make test"
