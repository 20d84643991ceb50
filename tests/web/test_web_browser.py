"""The pages in a real browser: policy, width, keys, theme, and life without script."""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from web_sample import Sample

from headwater.web.site import make_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATHS = (
    "/",
    "/story/stollby",
    "/saga/gtollby",
    "/sagas",
    "/article/atoday",
    "/article/areeve",
    "/search?q=sluices",
    "/search",
    "/sources",
    "/river",
    "/rights",
    "/catalogue",
    "/catalogue?country=CH&topic=news",
)
WIDTHS = (360, 390, 768, 1280)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real server on a free loopback port, in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_site(Sample()), log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of the system with a profile of its own that is thrown away."""
    if CHROMIUM is None:
        reason = "no Chromium on this machine: install the package chromium to run the browser tests"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own; what the console complains about fails the test."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id"))


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_wider_than_its_window(page: Page, address: str, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address + path)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_asked_of_anyone_else(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(address + path)
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


def test_keys_move_over_items(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("j")
    assert focused(page) == "/story/stollby"
    page.keyboard.press("j")
    assert focused(page) == "/story/sother"
    page.keyboard.press("k")
    assert focused(page) == "/story/stollby"
    page.keyboard.press("/")
    assert focused(page) == "q"
    page.keyboard.press("j")
    assert page.input_value("#q") == "j"


def test_o_opens_the_primary_source(page: Page, address: str) -> None:
    page.context.route("https://fenline-press.example/**", lambda route: route.fulfill(body="the outlet's own page"))
    page.goto(address + "/")
    page.keyboard.press("j")
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    assert opened.value.url == "https://fenline-press.example/afenline"
    opened.value.close()


def test_e_shows_all_evidence(page: Page, address: str) -> None:
    page.goto(address + "/story/stollby")
    assert page.locator("details.evidence[open]").count() == 0
    page.keyboard.press("e")
    assert page.locator("details.evidence[open]").count() == page.locator("details.evidence").count() > 3


def test_the_drawing_is_walked_with_the_keyboard_and_leads_to_the_evidence(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/story/stollby")
    links = page.locator("svg.flow a")
    assert links.count() == 7 + 1  # and the wire item that was never seen
    links.first.focus()
    reached = []
    for _ in range(links.count()):
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        page.keyboard.press("Tab")
    assert len(set(reached)) == links.count()
    assert all(page.evaluate("(href) => document.querySelector(href) !== null", href) for href in reached)
    target = page.locator("svg.flow a[href^='#e-']").first
    place = target.get_attribute("href")
    assert place is not None
    assert not page.locator(place).is_visible()
    target.focus()
    page.keyboard.press("Enter")
    page.locator(place).wait_for(state="visible")
    assert page.locator(place).locator("dt").count() > 0


def test_an_address_with_a_broken_fragment_leaves_the_keys_working(page: Page, address: str) -> None:
    page.goto(f"{address}/story/stollby#%")
    page.keyboard.press("e")
    assert page.locator("details.evidence[open]").count() > 3


def test_single_keys_can_be_switched_off(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    # The browser gives the focus back a moment after the key: only then does the next key reach the page.
    page.locator("dialog").wait_for(state="detached")
    page.wait_for_function("document.activeElement.id === 'top'")
    page.keyboard.press("j")
    assert focused(page) == "top"
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Single keys work").check()
    page.keyboard.press("Escape")


def test_the_theme_is_kept_and_written_by_the_server(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(address + "/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    answer = page.goto(address + "/river")
    assert answer is not None
    assert 'data-theme="dark"' in answer.text()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_device_decides_where_the_reader_did_not(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.goto(address + "/")
    grounds = page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    ground, ink = (sum(int(part) for part in re.findall(r"[0-9]+", colour)[:3]) for colour in grounds)
    assert (ground > ink) == (scheme == "light")


def test_what_is_saved_is_found_in_the_palette(page: Page, address: str) -> None:
    page.goto(address + "/story/stollby")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("button", name="Save").get_attribute("aria-pressed") == "true"
    page.goto(address + "/rights")
    page.keyboard.press("Control+k")
    page.keyboard.type("sluices opened")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story/stollby")
    page.keyboard.press("s")
    assert page.get_by_role("button", name="Save").get_attribute("aria-pressed") == "false"


def test_focus_is_seen_and_the_skip_link_works(page: Page, address: str) -> None:
    page.goto(address + "/")
    page.keyboard.press("Tab")
    assert focused(page) == "#main"
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_source_is_added_from_the_page(page: Page, address: str) -> None:
    page.goto(address + "/sources")
    page.get_by_label("Address of a site, feed or sitemap").fill("https://new-paper.example/")
    page.get_by_role("button", name="Add source").click()
    page.wait_for_url("**/sources?added=1")
    assert page.get_by_text("1 source added").is_visible()


def test_targets_are_large_enough(page: Page, address: str) -> None:
    page.goto(address + "/story/stollby")
    small = page.evaluate(
        "[...document.querySelectorAll('button, .button, summary, .sections a')].filter(e => e.checkVisibility())"
        ".filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"
    )
    assert small == []


@pytest.mark.parametrize("path", ["/", "/story/stollby", "/article/atoday", "/search?q=sluices", "/sources"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(page: Page, address: str, path: str, scheme: str) -> None:
    """WCAG 1.4.3: every piece of text has at least 4.5 to 1 against the first opaque ground behind it."""
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    page.goto(address + path)
    assert page.evaluate(CONTRAST) == []


def test_without_script_everything_is_there(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.set_default_timeout(5_000)
    plain.goto(address + "/")
    assert not plain.locator("[data-do=theme]").is_visible()
    plain.get_by_label("Search reports and stories").fill("sluices")
    plain.keyboard.press("Enter")
    plain.wait_for_url("**/search?q=sluices")
    plain.locator(".headline a").first.click()
    plain.wait_for_url("**/article/*")
    plain.get_by_role("link", name="Whole lineage, 7 reports").click()
    plain.wait_for_url("**/story/stollby#lineage")
    plain.locator("details.evidence summary").first.click()
    assert plain.get_by_text("Reporting by").is_visible()
    plain.goto(address + "/sources")
    plain.locator("summary", has_text="Remove").first.click()
    plain.get_by_role("button", name="Stop reading Marsh Ledger").click()
    plain.wait_for_url("**/sources")
    plain.context.close()


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const found = rgb(getComputedStyle(element).backgroundColor);
      if (found[3] === 255) return found;
    }
    return rgb(getComputedStyle(document.body).backgroundColor);
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *:not(svg *)")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest(".vh, .skip")) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
  }
  return weak;
}"""


def test_a_picture_is_fetched_when_it_is_asked_for_and_from_here_only(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/article/atoday")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/image/" in url]
    with page.expect_response("**/image/atoday"):
        page.click(".picture > summary")
    page.wait_for_function("document.querySelector('.picture img').naturalWidth === 1")
    assert all(url.startswith(address) for url in asked)
