"""Settings as the items that the control panel draws."""

from collections.abc import Mapping, Sequence
from typing import Any

from kit.messages import _, listed
from kit.number_format import number, symbol
from kit.page import Checklist, Control, Group, Labelled, Row, Span
from kit.settings import Number, OneOf, SomeOf, Text, View

Item = dict[str, Any]


def item(view: View, key: str, label: str | None = None, **more: Any) -> Item:
    """The panel's item for one setting: a slider, a tick (whole number 0 or 1), a choice, a list to tick, or
    a field for a text."""
    setting = view.known[key]
    if isinstance(setting, OneOf):
        options = list(setting.options.items())
        return {
            "kind": "select",
            "key": key,
            "label": label or setting.label,
            "about": setting.about,
            "options": options,
            "value": view[key],
            **more,
        }
    if isinstance(setting, Text):
        examples = list(setting.examples)
        return {
            "kind": "text",
            "key": key,
            "label": label or setting.label,
            "about": setting.about,
            "value": view[key],
            "examples": examples,
            **more,
        }
    if isinstance(setting, SomeOf):
        rows: list[Item] = [
            {
                "value": name,
                "label": text,
                "colour": setting.colours.get(name, ""),
                "about": setting.tips.get(name, text),
                "lr": None,
                "more": [],
                "summary": "",
            }
            for name, text in setting.options.items()
        ]
        return {
            "kind": "checklist",
            "key": key,
            "label": label or setting.label,
            "rows": rows,
            "values": list(view[key]),
            **more,
        }
    if not isinstance(setting, Number):
        raise TypeError(
            f"{key} is a {type(setting).__name__}; the panel draws numbers and choices by itself, "
            f"lists to tick by checklists"
        )
    param = setting.param
    kind = "tick" if param.step and (param.low, param.high) == (0.0, 1.0) else "slider"
    shown = {
        "key": key,
        "label": label or param.label or setting.label,
        "about": param.about,
        "value": view[key],
    }
    if kind == "tick":
        return {"kind": "check", **shown, **more}
    scale = {
        "low": param.low,
        "high": param.high,
        "log": param.log,
        "step": param.step,
        "default": param.default,
    }
    return {"kind": "slider", **shown, **scale, "symbol": symbol(param.tex), **more}


def span(view: View, low: str, high: str, label: str) -> Item:
    """Two numbers, from and to, in one row; each may go as far as the other lets it."""
    sides = [_side(view, name) for name in (low, high)]
    apart = sides[1]["low"] - view[low]
    sides[0]["high"] = min(sides[0]["high"], round(view[high] - apart, 9))
    setting = view.known[low]
    return {
        "kind": "span",
        "key": low,
        "label": label,
        "about": setting.param.about if isinstance(setting, Number) else "",
        "sides": sides,
    }


def _side(view: View, key: str) -> Item:
    setting = view.known[key]
    if not isinstance(setting, Number):
        raise TypeError(f"{key} is a {type(setting).__name__}; a span is between two numbers")
    return {
        "key": key,
        "spoken": setting.label,
        "low": setting.param.low,
        "high": setting.param.high,
        "value": view[key],
    }


def group(title: str, *items: Item, folds: bool = False, opened: bool = False) -> Item:
    """Items under a title; one that folds shows its items when opened."""
    return {"title": title, "items": list(items), "folds": folds, "open": opened}


def drawn(view: View, groups: Sequence[Group]) -> list[Item]:
    """Declared groups as the panel draws them."""
    shown = (one for one in groups if one.shown)
    return [
        group(one.title, *(control(view, each) for each in one.settings), folds=one.folds, opened=one.opened)
        for one in shown
    ]


def control(view: View, declared: Control) -> Item:
    """A declared control as the panel draws it."""
    match declared:
        case Labelled(setting, label, kind, spoken):
            return (
                item(view, setting, label or None)
                | ({"kind": kind} if kind else {})
                | ({"spoken": spoken} if spoken else {})
            )
        case Span(low, high, label):
            return span(view, low, high, label)
        case Checklist():
            return _checklist(view, declared)
        case _:
            return item(view, declared)


def _checklist(view: View, declared: Checklist) -> Item:
    """A list to tick; rows that are ticked have their sliders."""
    setting, used = view.known[declared.setting], declared.in_use(view)
    assert isinstance(setting, SomeOf), (
        f"{declared.setting} is a {type(setting).__name__}; a list is ticked of a SomeOf"
    )
    taken = {**declared.takes(view), **{name: repr(value) for name, value in used.items()}} if used else {}
    rows = [_row(view, row, setting.options[row.option], used, taken) for row in declared.rows]
    return {
        "kind": "checklist",
        "key": declared.setting,
        "label": setting.label,
        "rows": rows,
        "values": list(view[declared.setting]),
    }


def _row(view: View, row: Row, label: str, used: Mapping[str, float], taken: Mapping[str, str]) -> Item:
    def spoken(name: str, **more: Any) -> Item:
        shown = item(view, name, **more)
        return shown | {"spoken": _("{number} of {row}", number=shown["label"], row=label)}

    slider = (
        spoken(row.slider, value=used.get(row.slider, view[row.slider])) | {"with": taken}
        if row.slider
        else None
    )
    more = [spoken(name) for name in row.more]
    summary = listed(
        [
            _("{name} {value}", name=one.get("symbol") or one["label"], value=number(one["value"], 6))
            for one in more
        ],
        ", ",
    )
    return {
        "value": row.option,
        "label": label,
        "colour": row.colour,
        "about": row.about,
        "lr": slider,
        "more": more,
        "summary": summary,
    }
