"""`planner setup`: an empty folder becomes an installation, and nothing that is there is lost."""

import re
from pathlib import Path

from planner.app import create_app
from planner.settings import read_settings
from planner.store.base import Store
from tests.cli.conftest import Run
from tests.support.pages import page_client

TYPED = ("setup", "https://feest.example", "--admin", "noor@feest.example", "--name", "Noor")
LINK = re.compile(r"^https://feest\.example(/sign-in/begin/[\w-]{43})\n$")
NEW = "vier heel andere woorden"


def test_one_command_makes_an_installation(run: Run, instance: Path) -> None:
    made = run(*TYPED)
    assert LINK.match(made.stdout), made.stdout
    settings = read_settings({}, instance)
    assert settings.base_url == "https://feest.example"
    assert settings.security_contact == "mailto:noor@feest.example"
    assert settings.backup_recipient.startswith("age1")
    assert (instance / "backup-identity.txt").is_file()
    assert (instance / "settings.env").stat().st_mode & 0o077 == 0
    assert run("user", "list").stdout == "noor@feest.example\tNoor\tactive\tadministrator\n"


def test_its_link_opens_the_account(run: Run, instance: Path) -> None:
    found = LINK.match(run(*TYPED).stdout)
    assert found is not None
    app = create_app(read_settings({}, instance))
    browser = page_client(app)
    base = "https://feest.example"
    token = browser.page(found.group(1), base_url=base).token()
    answer = browser.post(
        found.group(1),
        data={"csrf_token": token, "password": NEW},
        base_url=base,
        headers={"Referer": f"{base}{found.group(1)}"},
    )
    assert answer.location == "/account/second-step"
    app.extensions["store"].close()


def test_typed_again_nothing_changes_but_the_link(run: Run, instance: Path) -> None:
    first = run(*TYPED)
    before = (instance / "settings.env").read_text()
    second = run(*TYPED)
    assert (instance / "settings.env").read_text() == before
    assert LINK.match(second.stdout)
    assert second.stdout != first.stdout


def test_what_is_there_stays(run: Run, instance: Path) -> None:
    (instance / "settings.env").write_text("PLANNER_ORGANISATION=Bureau Noord\n# ours")
    run(*TYPED)
    text = (instance / "settings.env").read_text()
    assert text.startswith("PLANNER_ORGANISATION=Bureau Noord\n# ours\n")
    assert read_settings({}, instance).organisation == "Bureau Noord"


def test_an_address_without_https_says_what_to_do_and_writes_nothing(
    run: Run, instance: Path
) -> None:
    refused = run("setup", "http://feest.example", "--admin", "noor@feest.example", status=1)
    assert "PLANNER_INSECURE_HTTP=1 in instance/settings.env" in refused.stderr
    assert not list(instance.iterdir()), "no half file, no key that nobody finds"


def test_on_this_machine_it_goes_without_https(run: Run, instance: Path) -> None:
    made = run("setup", "http://localhost:8000", "--admin", "noor@feest.example")
    assert made.stdout.startswith("http://localhost:8000/sign-in/begin/")
    assert read_settings({}, instance).insecure_http


def test_another_address_than_before_is_asked_about(run: Run) -> None:
    run(*TYPED)
    refused = run("setup", "https://elders.example", "--admin", "a@elders.example", status=1)
    assert "printed codes" in refused.stderr


def test_who_works_already_gets_no_stranger_beside_them(run: Run, instance: Path) -> None:
    run(*TYPED)
    run("user", "add", "kim@feest.example", "--name", "Kim", "--password-stdin", stdin=f"{NEW}\n")
    again = run("setup", "https://feest.example", "--admin", "other@feest.example")
    assert again.stdout == ""
    assert "other@" not in run("user", "list").stdout
    store = Store(read_settings({}, instance).database_url)
    store.close()


def test_a_wrong_address_is_told(run: Run, instance: Path) -> None:
    assert "noor@" in run("setup", "https://feest.example", "--admin", "noor", status=1).stderr
    assert not list(instance.iterdir())
