"""The reading room in a real browser: what can only be seen there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CABLE = "/cable/04PORTSELDON565"
PAGES = (
    "/",
    "/search?q=mark",
    "/search?q=from:(x",
    "/about",
    CABLE,
    f"{CABLE}?q=mark",
    f"{CABLE}?view=telegram",
    f"{CABLE}?view=how",
    "/cable/xabababab00",
    "/cable/nothing",
    "/-/patterns",
)


@contextmanager
def opened(browser: Any, address: str, *, width: int = 1280, **context: Any) -> Iterator[Any]:
    desk = browser.new_context(viewport={"width": width, "height": 900}, **context)
    page = desk.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    page.goto(address)
    page.evaluate("document.fonts.ready")
    yield page
    desk.close()
    assert faults == []


def lines_of(page: Any, selector: str) -> list[str]:
    """The lines of an element as they are set, from the place of each of its words."""
    lines: list[str] = page.evaluate(
        """(selector) => {
            const lines = [];
            for (const element of document.querySelectorAll(selector)) {
                const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
                let top = null, line = "";
                while (walk.nextNode()) {
                    const node = walk.currentNode;
                    if (node.parentElement.closest(".gloss, .voice-label, .aside")) continue;
                    for (const word of node.data.matchAll(/\\S+\\s*/g)) {
                        const range = document.createRange();
                        range.setStart(node, word.index);
                        range.setEnd(node, word.index + word[0].trimEnd().length);
                        const box = range.getClientRects()[0];
                        if (top !== null && box.top > top + 8) { lines.push(line.trim()); line = ""; }
                        if (top === null || box.top > top + 8) top = box.top;
                        line += word[0];
                    }
                }
                line = "";
            }
            return lines;
        }""",
        selector,
    )
    return lines


def test_the_measure_of_a_paragraph_is_62_to_68_characters(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE) as page:
        # a long run of ordinary prose in the page's own setting
        words = "The Ambassador called on the foreign minister in November, alone and on foot, carrying a chart. " * 12
        page.evaluate("(words) => { document.querySelector('.b-prose').textContent = words; }", words)
        lengths = [len(line) for line in lines_of(page, ".para:first-of-type .b-prose")]
    assert len(lengths) > 10
    assert 62 <= sum(lengths) / len(lengths) <= 68


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(browser: Any, room: str, path: str) -> None:
    with opened(browser, room + path) as page:
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(browser: Any, room: str, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    # axe is put into the page by the test, which the page's own policy rightly forbids
    with opened(browser, room + path, bypass_csp=True) as page:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page).response["violations"]
            grave = [v for v in found if v["impact"] in ("serious", "critical")]
            assert [f"{scheme} {v['id']}: {n['html']}" for v in grave for n in v["nodes"]] == []


def test_a_code_is_explained_at_the_keyboard(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE) as page:
        code = page.locator(".codes-line .code", has_text="PREL")
        gloss = page.locator(".gloss", has_text="External political relations").first
        assert not gloss.is_visible()
        for _ in range(40):
            page.keyboard.press("Tab")
            if code.evaluate("(element) => element === document.activeElement"):
                break
        gloss.wait_for(state="visible", timeout=1000)
        assert code.get_attribute("aria-describedby") == gloss.get_attribute("id")
        page.keyboard.press("Escape")
        gloss.wait_for(state="hidden", timeout=1000)


def test_a_code_is_explained_at_the_pointer(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE) as page:
        page.locator(".codes-line .code", has_text="MAR/R").hover()
        page.locator(".gloss", has_text="Office of Rescue at Sea").wait_for(state="visible", timeout=1000)


def test_everything_is_there_without_script(browser: Any, room: str) -> None:
    with opened(browser, room + "/", java_script_enabled=False) as page:
        page.fill("#q", "mark")
        page.click(".find button")
        page.click("h3 >> text=RESCUE IN THE NARROWS")
        page.locator("mark").first.wait_for()  # the page has come, with the words that were sought
        page.locator(".codes-line .code", has_text="PREL").focus()
        page.locator(".gloss", has_text="External political relations").first.wait_for(state="visible", timeout=1000)
        page.click(".views >> text=Telegram")
        assert "view=telegram" in page.url
        assert page.locator(".typescript").is_visible()
        page.click(".views >> text=How")
        assert page.locator(".course").is_visible()


def test_keys_lead_to_the_views_and_through_the_matches(browser: Any, room: str) -> None:
    with opened(browser, f"{room}{CABLE}?q=the") as page:
        page.keyboard.press("n")
        assert page.url.endswith("#hit-1")
        page.keyboard.press("n")
        assert page.url.endswith("#hit-2")
        page.keyboard.press("p")
        assert page.url.endswith("#hit-1")
        page.keyboard.press("t")
        page.wait_for_url("**view=telegram*")
        page.keyboard.press("/")
        # in the search line a letter is a letter, and a new query takes the old one's place
        page.keyboard.type("thr")
        assert page.input_value("#q") == "thr"
        page.locator(".mrn").click()
        page.keyboard.press("r")
        page.wait_for_url(lambda url: "view=" not in url)


def test_a_fact_lights_its_characters(browser: Any, room: str) -> None:
    with opened(browser, f"{room}{CABLE}?view=telegram") as page:
        page.locator(".legend [data-reading='tags-0']").focus()
        assert page.locator(".seg.lit").all_inner_texts() == ["PREL"]
        page.locator(".seg[data-readings~='declassify']").hover()
        assert page.locator(".legend a.lit").all_inner_texts() == ["DECL: 04/26/2024"]


def test_a_fact_leads_to_its_characters_without_script(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE, java_script_enabled=False) as page:
        page.click(".facts >> text=Declassify on")
        assert page.locator(":target").inner_text() == "DECL: 04/26/2024"


def test_the_typefaces_come_from_here(browser: Any, room: str) -> None:
    desk = browser.new_context()
    page = desk.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(room + CABLE)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('1rem \"Room Serif\"')")
    desk.close()
    assert any(url.endswith("SourceSerifPro-Regular.otf") for url in asked)
    assert all(url.startswith(room) for url in asked)


def test_hostile_text_runs_nothing(browser: Any, room: str) -> None:
    with opened(browser, f"{room}/cable/xabababab00?q=<script>alert(1)</script>") as page:
        page.on("dialog", lambda dialog: pytest.fail(f"it spoke: {dialog.message}"))
        assert "<img src=x onerror=alert(1)>" in page.inner_text(".body")
        assert page.locator(".body img").count() == 0


def test_on_paper_there_is_only_the_cable(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE, color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.locator(".top").is_visible()
        assert not page.locator(".views").is_visible()
        assert page.locator(".body").is_visible()
        assert page.locator(".band .marking").first.inner_text().lower().startswith("originally")
        assert page.locator(".band .prov").first.is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.querySelector('.text')).color") == "rgb(0, 0, 0)"


def test_motion_is_left_out_when_asked(browser: Any, room: str) -> None:
    with opened(browser, room + CABLE, reduced_motion="reduce") as page:
        assert page.evaluate("getComputedStyle(document.querySelector('.gloss')).animationName") == "none"
