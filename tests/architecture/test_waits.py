"""How tests wait for a page."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def waits() -> list:
    """Every `wait_for_function` of the tests, by the place where it is."""
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "wait_for_function":
                found.append(pytest.param(node, id=f"{path.relative_to(TESTS)}:{node.lineno}"))
    return found


@pytest.mark.parametrize("wait", waits())
def test_what_is_waited_for_is_a_function(wait):
    """Any other expression is looked at a second time by eval(), which the page's own policy forbids."""
    assert "=>" in ast.literal_eval(wait.args[0])
