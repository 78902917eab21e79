from tests.journeys.test_menus import popular
from playwright.sync_api import expect
def test_x(popular):
    bo, names = popular
    log=[]
    bo.page.on("request", lambda r: log.append((r.method, r.url[-60:])))
    bo.page.on("console", lambda r: log.append(r.text))
    bo.page.on("websocket", lambda ws: ws.on("framereceived", lambda f: log.append(("ws", len(f), str(f)[:60]))))
    bo.page.goto("/inbox")
    bo.be_live()
    bo.page.get_by_role("link", name="Older conversations").click()
    bo.page.wait_for_timeout(3000)
    log.append(bo.page.locator("#conversations").inner_html()[:300])
    print(len(bo.page.locator("#conversations > li").all()))
    print(*log, sep="\n")
    bo.page.screenshot(path="/tmp/dbg.png")
    assert 0
