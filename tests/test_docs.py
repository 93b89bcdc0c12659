"""The manual and the program say the same: by structure, in both directions."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from reftel.cli import reftel

ROOT = Path(__file__).parent.parent
MANUAL = (ROOT / "docs/reference/cli.md").read_text("utf-8")
SECTION = re.compile(r"^## `(?P<name>reftel[a-z ]*)`$(?P<body>.*?)(?=^## |\Z)", re.M | re.S)
LISTED = re.compile(r"^- (?P<options>`-[^:]*):", re.M)
OPTION = re.compile(r"`(-{1,2}[a-z][a-z-]*)")
FENCE = re.compile(r"^```sh\n(?P<body>.*?)^```$", re.M | re.S)


def sections() -> dict[str, str]:
    return {found["name"]: found["body"] for found in SECTION.finditer(MANUAL)}


def options_of(command: click.Command) -> set[str]:
    return {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def listed_in(body: str) -> set[str]:
    return {name for item in LISTED.finditer(body) for name in OPTION.findall(item["options"])}


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(sections()) == {"reftel", *(f"reftel {name}" for name in reftel.commands)}


@pytest.mark.parametrize("name", sorted(reftel.commands))
def test_every_option_is_listed_and_every_listed_option_exists(name: str) -> None:
    assert listed_in(sections()[f"reftel {name}"]) == options_of(reftel.commands[name])


@pytest.mark.parametrize("name", sorted(reftel.commands))
def test_every_option_says_what_it_is_for(name: str) -> None:
    command = reftel.commands[name]
    assert command.help
    assert all(p.help for p in command.params if isinstance(p, click.Option))


def commands_in(path: Path) -> list[str]:
    return [
        line.strip().removeprefix("$ ")
        for fence in FENCE.finditer(path.read_text("utf-8"))
        for line in fence["body"].splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_documentation_are_commands_of_the_program(page: Path) -> None:
    for line in commands_in(page):
        words = shlex.split(line, comments=True)
        if words[0] == "make":
            assert {word for word in words[1:] if "=" not in word} <= TARGETS, line
        if words[0] != "reftel" or words[1:] in (["--version"], ["--help"]):
            continue
        assert words[1] in reftel.commands, line
        given = {word.split("=")[0] for word in words[2:] if word.startswith("--")}
        assert given <= options_of(reftel.commands[words[1]]) | {"--help"}, line


def test_every_exit_code_is_in_the_manual() -> None:
    from reftel import errors

    codes = {value for name, value in vars(errors).items() if name.startswith("EXIT_")}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", MANUAL, re.M)} == codes


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    phony = {name for line in re.findall(r"^\.PHONY: (.+)$", makefile, re.M) for name in line.split()}
    assert phony == set(re.findall(r"^([a-z]+):.*## \S", makefile, re.M))
