"""`planner forecast`, `planner nowcast` and `planner order`: for other programs."""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from planner.cli import Problem
from planner.services.json_fields import BadRequest

Reply = Callable[[object], dict[str, Any]]


@click.command()
@click.option("--explain", is_flag=True, help="Say of each case in full how it was reckoned.")
def forecast(*, explain: bool) -> None:
    """Forecast head counts before an event.

    Reads a JSON object with `cases` from standard input and writes one with `forecasts`. The
    fields are described in docs/interfaces.md. Nothing is stored.
    """
    from planner.services.forecast.forecast_json import forecast_reply

    if not explain:
        _answer(forecast_reply)
        return
    from planner.services.forecast.explained import explained

    _answer(partial(forecast_reply, explain=explained))


@click.command()
def nowcast() -> None:
    """Forecast the final head count while people arrive.

    Reads a JSON object with `cases` from standard input and writes one with `forecasts`. The
    fields are described in docs/interfaces.md. Nothing is stored.
    """
    from planner.services.forecast.forecast_json import nowcast_reply

    _answer(nowcast_reply)


@click.command()
def order() -> None:
    """Say what to buy for a forecast and a menu.

    Reads a JSON object with `cases` from standard input and writes one with `orders`. The fields
    are described in docs/interfaces.md. Nothing is stored.
    """
    from planner.services.shop.order_json import order_reply

    _answer(order_reply)


def _answer(reply: Reply) -> None:
    text = sys.stdin.buffer.read()
    try:
        request = json.loads(text)
    except UnicodeDecodeError:
        raise Problem("Standard input is not UTF-8 text. Send JSON in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise Problem(
            f"Standard input is not JSON: {error.msg} at line {error.lineno}, "
            f'column {error.colno}. Send an object such as {{"cases": []}}.'
        ) from None
    except RecursionError:
        raise Problem("The JSON is nested too deeply. Send an object with a list.") from None
    try:
        answer = reply(request)
    except BadRequest as refusal:
        raise Problem(str(refusal)) from None
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))
