"""What is generated from the code and committed, or shown in docs, is current."""

import re
from pathlib import Path

import corpus_page
import jsonschema
import pictures
import pytest
import reference
import trace_schema
from blocks import blocks_of
from cli_reference import cli_reference
from network_page import network_page
from rule_pages import rule_file, rule_pages, site_links

from resnet_inspect.cli.main import COMMANDS
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.models.variants import VARIANTS
from tests.linter.corpus.manifest import read_cases

ROOT = Path(__file__).parents[2]


def test_schema_file_is_current() -> None:
    assert trace_schema.PATH.read_text(encoding="utf-8") == trace_schema.text(), "run `make schema`"


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(trace_schema.document_schema())


@pytest.mark.parametrize("name", pictures.drawings())
def test_picture_is_current(name: str, tmp_path: Path) -> None:
    drawn = pictures.drawings()[name](tmp_path)
    assert (pictures.FOLDER / name).read_text(encoding="utf-8") == drawn, "run `make pictures`"


def test_every_picture_has_a_command() -> None:
    assert {path.name for path in pictures.FOLDER.iterdir()} == set(pictures.drawings())


@pytest.mark.parametrize("name", reference.PAGES)
def test_page_of_the_reference_is_current(name: str) -> None:
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run `make reference`"


def test_reference_has_every_command() -> None:
    headings = re.findall(r"^## `resnet-inspect (\S+)`$", cli_reference(), re.MULTILINE)
    assert headings == list(COMMANDS)


def test_reference_shows_choices_values_and_defaults() -> None:
    page = cli_reference()
    assert "| <code>-i, --input SIZE</code> |" in page
    level = "<code>--level &lt;stage&#124;<wbr>block&#124;<wbr>layer&#124;<wbr>op&gt;</code>"
    assert re.search(rf"\| {level} \|.*\[default: layer\] \|", page)
    assert "| <code>--train</code> | Trace in training mode. |" in page


def test_every_reference_network_is_listed() -> None:
    page = network_page()
    shown = page.replace("\\", "")
    assert [name for name in VARIANTS if f"| {name} |" not in shown] == []


def test_every_rule_has_a_page_that_its_index_links() -> None:
    (_, index), *rest = rule_pages()
    assert len(rest) == len(all_rules())
    for rule in all_rules():
        assert f"[{rule.code}]({rule.name}.md)" in index


def test_corpus_page_scores_the_rules_that_the_corpus_has_bugs_for() -> None:
    page = corpus_page.PATH.read_text(encoding="utf-8")
    shown = re.findall(r"^\| \[(RES\d+)\]\S+ \| ([\w-]+) \|", page, re.MULTILINE)
    names = {rule.code: rule.name for rule in all_rules()}
    codes = {one.code for case in read_cases() for one in case.expectations}
    assert shown == [(code, names[code]) for code in sorted(codes)], "run `make corpus`"


def test_tutorial_shows_the_networks_that_the_tests_of_the_lint_use() -> None:
    page = (ROOT / "docs/tutorials/what-is-wrong-with-this-resnet-50.md").read_text("utf-8")
    shown = {block.title: block.text for block in blocks_of(page) if block.title}
    for title, name in [
        ("article.py", "article_resnet50"),
        ("resnet.py", "article_resnet50_fixed"),
    ]:
        tested = (ROOT / f"tests/linter/networks/{name}.py").read_text("utf-8")
        assert tested.endswith(shown[title])


def test_a_rule_is_linked_as_its_file_and_on_the_site_as_its_page() -> None:
    text = f"[RES102](../../{rule_file('RES102')}), [all](../../resnet_inspect/linter/rules)"
    assert (ROOT / rule_file("RES102")).is_file()
    expected = (
        "[RES102](../reference/rules/projection-stride.md), [all](../reference/rules/index.md)"
    )
    assert site_links(text, "how-to/lint-in-ci.md") == expected
