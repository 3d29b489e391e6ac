"""Each rule's documentation is run: its bad example fires that rule only, its good one nothing."""

from pathlib import Path

import pytest

from resnet_inspect import api
from resnet_inspect.linter.finding import Findings, Severity
from resnet_inspect.linter.registry import all_rules
from resnet_inspect.linter.reporting.options import LintOptions
from resnet_inspect.linter.rule import Rule
from tests.linter.rule_example import PARTIAL, good_example, merged

HEADER = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"
ON_REQUEST = {"RES598", "RES599"}
"""These compare with what the user names beside the network."""
RULES = [rule for rule in all_rules() if rule.code not in ON_REQUEST]


def lint_example(code: str, folder: Path) -> Findings:
    file = folder / "example.py"
    file.write_text(HEADER + code, encoding="utf-8")
    name = "model" if "\nmodel = " in f"\n{code}" else "Net"
    return api.lint(f"{file}:{name}", "3x32x32", options=LintOptions(fixes=False))


def codes(result: Findings) -> set[str]:
    return {finding.code for finding in result.at_least(Severity.WARNING)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_bad_example_fires_its_rule_only(rule: Rule, tmp_path: Path) -> None:
    result = lint_example(rule.examples[0], tmp_path)
    expected = set() if rule.severity is Severity.INFO else {rule.code}
    assert codes(result) == expected, [str(finding.message) for finding in result]
    assert rule.code in {finding.code for finding in result}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_good_example_is_silent(rule: Rule, tmp_path: Path) -> None:
    result = lint_example(good_example(rule), tmp_path)
    assert codes(result) == set(), [str(finding.message) for finding in result]
    assert rule.code not in {finding.code for finding in result}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation_has_all_sections(rule: Rule) -> None:
    assert rule.summary
    assert rule.section("What it does")
    assert rule.section("Why is this bad?")
    assert len(rule.examples) == 2
    assert rule.references


def test_codes_and_names_are_unique() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)


def test_a_partial_example_shows_less_than_the_whole_network() -> None:
    partial = [rule for rule in RULES if PARTIAL in rule.section("Example")]
    assert partial
    assert all(len(rule.examples[1]) < len(good_example(rule)) for rule in partial)


def test_methods_and_assignments_take_the_place_of_their_namesakes() -> None:
    whole = "class A:\n    def f(self):\n        return 1\n\n    def g(self): ...\n\n\nmodel = 1\n"
    part = "class A:\n    def f(self):\n        return 2\n\n\nmodel = 3\n"
    assert merged(whole, part) == whole.replace("return 1", "return 2").replace("= 1", "= 3")
