"""From the login to the answer of the one question, for every role: would it survive, and what do we do next?"""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.anydb]
QUESTION = "Würde unser Bildungsmanagement das Ende des Programms überleben?"
ANSWERS = re.compile(r"Ja, nach dem Stand|Nein, nach dem Stand|Nur zum Teil|Das lässt sich noch nicht sagen")
MUNICIPAL = (
    "bildungsmanagement.emden@example.org",
    "monitoring.emden@example.org",
    "statistik.emden@example.org",
    "lesen.emden@example.org",
    "verwaltung.cloppenburg@example.org",
)


def arrived(look, login):
    """The start page after a login through the form, in a session of its own."""
    watched = look(1280)
    watched.login(login)
    watched.settle()
    return watched


@pytest.mark.timeout(300)
@pytest.mark.parametrize("login", MUNICIPAL)
def test_every_municipal_role_reads_the_answer_and_the_next_step(look, login):
    watched = arrived(look, login)
    page = watched.page
    start = page.inner_text("main")
    assert QUESTION in start
    assert ANSWERS.search(start)
    page.click("text=Warum, und was noch?")
    page.wait_for_selector(f"h1 >> text={QUESTION}")
    watched.settle()
    told = page.inner_text("main")
    assert ANSWERS.search(told)
    steps = page.locator("section[aria-labelledby=schritte]")
    assert steps.locator("li").count() >= 1, "nothing to do next"
    page.click("text=Warum? Entfristungsquote")
    page.wait_for_url("**/N-P1/")
    watched.settle()
    watched.assert_clean()


@pytest.mark.timeout(300)
def test_the_transfer_manager_reads_the_answer_and_what_to_talk_about(look):
    watched = arrived(look, "transfer@example.org")
    page = watched.page
    page.click("text=Gespräch vorbereiten: Stadt Emden")
    page.wait_for_selector("h1 >> text=Gespräch mit Stadt Emden")
    told = page.inner_text("main")
    assert "Würde es das Ende des Programms überleben?" in told
    assert "Abdeckung" in told
    assert page.locator("section:has(h2:text('Worüber zu sprechen ist')) li").count() >= 1
    watched.assert_clean()


@pytest.mark.timeout(300)
def test_an_invited_person_answers_by_keyboard_without_an_account(look):
    inside = arrived(look, MUNICIPAL[0])
    page = inside.page
    inside.open("/umfragen/eigene/")
    page.click("text=Selbstbild der Steuergruppe")
    page.click("text=Welle eröffnen")
    page.fill("input[name=name]", "Mit der Tastatur")
    page.fill("input[name=links]", "2")
    page.click("main button[type=submit], main input[type=submit]")
    page.wait_for_selector("h1 >> text=2 Einladungen")
    link = page.locator("main ol li").first.inner_text().strip()
    outside = look(360)
    guest = outside.page
    guest.goto(link)
    assert outside.violations() == []
    assert not outside.overflows()
    for _step in range(40):
        guest.keyboard.press("Tab")
        if guest.evaluate("document.activeElement.type === 'radio'"):
            guest.keyboard.press("ArrowUp")
        if guest.evaluate("document.activeElement.type === 'submit'"):
            break
    guest.keyboard.press("Enter")
    guest.wait_for_selector("h1 >> text=Danke")
    inside.assert_clean()
    assert outside.console == []
