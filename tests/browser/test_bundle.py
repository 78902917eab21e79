"""Our modules as one script, where a browser runs it: it does what the modules do apart."""

import pytest

from inbox.views import bundle

pytestmark = pytest.mark.browser

MODULES = {
    "entry": "import * as counter from './counter.js';\nimport { names as known, Name } from './names.js';\n"
    "import './loud.js';\ncounter.grow();\ncounter.grow();\n"
    "document.title = [counter.count, ...known, new Name().text].join(' ');\n",
    "counter": "export let count = 0;   // it's two in the end\nexport function grow() { count += 1; }\n",
    "names": "const text = `a // ${'b'}`;\nexport const names = [text];\n"
    'export class Name { constructor() { this.text = /["/]/.source; } }\n',
    "loud": "import { names } from './names.js';\nconst text = '!';\nnames.push(text);\n",
}


def title(page, scripts: dict[str, str]) -> str:
    """What the entry makes of the title of a page."""

    def answer(route):
        name = route.request.url.rsplit("/", 1)[1]
        if name.endswith(".js"):
            route.fulfill(body=scripts[name], content_type="text/javascript")
        else:
            route.fulfill(body='<script type="module" src="/entry.js"></script>', content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://halle.test/")
    page.wait_for_function("() => document.title")
    return page.title()


def test_it_runs_as_the_modules_do(context, tmp_path):
    for name, source in MODULES.items():
        (tmp_path / f"{name}.js").write_text(source)
    apart = title(context.new_page(), {f"{name}.js": source for name, source in MODULES.items()})
    together = title(context.new_page(), {"entry.js": bundle.script(tmp_path / "entry.js")})
    assert apart == together == '2 a // b ! ["/]'
