"""Our modules as one script: nothing that a browser runs is changed by leaving out what it does not run."""

import pytest

from inbox.config import ROOT
from inbox.views import assets, bundle

TRICKY = r"""
const address = 'http://halle.test/*'; // the end of it
const said = "it's // no comment"; /* nor
   this */
const words = `one // ${address}
   two /* three */`;
const ways = /[/*"']\/\/ "/.test(said) ? 8 / 2 / 2 : 1;    // "
export const sum = ways + + 1;
const less = ways - 1 - -1;
function isWay(text) {
  return /'/.test(text);
}
"""
LEFT = (
    r"""let address='http://halle.test/*';let said="it's // no comment";let words=`one // ${address}
   two /* three */`;let ways= /[/*"']\/\/ "/.test(said)?8 / 2 / 2:1;let sum=ways + + 1;let less=ways-1 - -1;"""
    r"""function isWay(text){return /'/.test(text)}"""
)


@pytest.fixture
def folder(tmp_path):
    """Writes modules; returns what becomes of the one named entry."""

    def write(**modules):
        for name, source in modules.items():
            (tmp_path / f"{name}.js").write_text(source)
        return bundle.script(tmp_path / "entry.js")

    return write


def test_comments_and_room_go_and_texts_and_patterns_stay(folder):
    assert LEFT in folder(entry=TRICKY)


def test_each_module_is_there_once_after_what_it_imports(folder, tmp_path):
    made = folder(
        entry="import './b.js';\nimport {one} from './a.js';\none();\n",
        a="export const one = () => 1;\n",
        b="import * as a from './a.js';\na.one();\n",
        never="export const never = 1;\n",
    )
    assert bundle.modules(tmp_path / "entry.js") == ["a", "b", "entry"]
    assert [made.count(text) for text in ("one=()=>1", "a.one()", "=$0;one()", "never")] == [1, 1, 1, 0]
    assert made.index("one=()=>1") < made.index("a.one()") < made.index("=$0;one()")
    assert "import" not in made and "export" not in made


@pytest.mark.parametrize(
    "modules",
    [
        {"entry": "import './a.js';\n", "a": "import './entry.js';\n"},
        {"entry": "export default 1;\n"},
        {"entry": "import one from './a.js';\n", "a": "export const one = 1;\n"},
        {"entry": "import('./a.js');\n"},
        {"entry": "import { at } from './a.js';\n", "a": "export let at = 1;\n"},
        {"entry": "const text = `a ${b ? `c` : ''}`;\n"},
        {"entry": "const say = event => `at ${event.type}`;\n"},
    ],
    ids=["circle", "default", "default import", "late import", "stale name", "text in a text", "short name in a text"],
)
def test_what_it_does_not_know_is_refused(folder, modules):
    with pytest.raises(bundle.CannotBundle):
        folder(**modules)


def test_the_longest_names_are_shortened_where_they_are_no_others(folder):
    made = folder(entry="document.addEventListener('event', event => { event.type; my.event = { event: my.document.x }; });\n")
    assert made.endswith("$d.addEventListener('event',$e=>{$e.type;my.event={event:my.document.x}});return{}})();\n")


def test_all_our_modules_are_in_it_and_no_comment():
    entries = [ROOT / "static" / entry for entry in assets.ENTRIES]
    there = {name for entry in entries for name in bundle.modules(entry)}
    assert there == {path.stem for path in (ROOT / "static").glob("*.js")}
    made = "".join(map(bundle.script, entries))
    assert "// " not in made and "/*" not in made


def test_a_style_sheet_keeps_its_texts_and_its_blanks():
    style = 'a :hover > b { content: "/* no */"; }  /* gone\n */\n\n  i { background: url(x/*y); }\n'
    assert bundle.style(style) == 'a :hover > b { content: "/* no */"; }\ni { background: url(x/*y); }\n'
