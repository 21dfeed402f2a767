"""What the browser's side says (ui/static), by name, and how all that `ui` says is said in the visitor's
language.

The texts travel once, inside the module texts.js (`ui.assets`): no message of a component carries them.
Places in braces are filled there.
"""

from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from kit.messages import Message, _, in_language, negotiated


def language() -> str:
    """That of the visitor whose page runs."""
    return negotiated(st.context.headers.get("Accept-Language") or "")


def language_of(request: Request) -> str:
    """That of the visitor who asks for a file or for an answer."""
    return negotiated(request.headers.get("accept-language", ""))


def said(tree: Any) -> Any:
    """The messages in a tree of dictionaries and lists, in the language of the visitor whose page runs."""
    return in_language(tree, language())


def refused(request: Request, status: int, why: Message) -> Response:
    """A refusal in a sentence, in the language of whoever asks."""
    return Response(
        in_language(why, language_of(request)),
        status,
        media_type="text/plain",
        headers={"Vary": "Accept-Language"},
    )


PANEL = {
    "first_group": _("Main"),
    "slider_about": _("{about}. Double click: default ({value})"),
    "value_of": _("{name}, value"),
    "examples": _("Examples"),
    "take_example": _("Take this one"),
    "to": _("to"),
    "rates": _("Learning rate"),
    "more_of": _("More of {row}"),
}
TYPED = {
    "no_number": _("“{text}” does not fit: give a number from {low} to {high}."),
    "no_whole_number": _("“{text}” does not fit: give a whole number from {low} to {high}."),
    "no_groups": _(
        "“{text}” does not fit: commas part groups of three digits, the first of one to three without "
        "a leading 0; give a whole number from {low} to {high}."
    ),
    "no_exponent": _(
        "“{text}” does not fit: a number with commas takes no exponent; give a whole number from "
        "{low} to {high}."
    ),
    "two_numbers": _(
        "“{text}” can be read as {one} or as {other}: write one of these, from {low} to {high}."
    ),
    "two_whole_numbers": _(
        "“{text}” can be read as {one} or as {other}: give a whole number from {low} to {high}, "
        "without a point."
    ),
}
AROUND = {
    "skip": _("Skip to the picture"),
    "pages": _("Pages"),
    "presets": _("Presets"),
    "before": _("Earlier examples"),
    "after": _("More examples"),
    "copy": _("Copy link"),
    "copy_about": _("The address holds the whole state, seed included"),
    "copied": _("Copied"),
    "copy_by_hand": _("Copy it from the address bar"),
    "code": _("Script"),
    "copy_code": _("Copy"),
    "copy_selected": _("Selected: copy it by hand"),
}
CHARTS = {
    "progress": _("Progress"),
    "enlarge": _("Enlarge this map"),
    "enlarge_about": _("This map alone, as large as there is room"),
    "all_maps": _("Back to all maps (Escape)"),
    "nothing_finite": _("nothing finite"),
    "nothing_above_0": _("nothing finite above 0"),
    "nothing_yet": _("nothing to draw yet"),
    "place_in_range": _("{place} in {first} to {last} steps"),
    "place_in": _("{place} in {steps} steps"),
}
SAVE = {
    "save": _("Save or copy this picture"),
    "save_png": _("PNG, as seen"),
    "save_png_slide": _("PNG for a slide (1920 × 1080)"),
    "save_svg": _("SVG, as seen"),
    "save_svg_slide": _("SVG for a slide"),
    "copy_picture": _("Copy the picture, as seen"),
    "copy_picture_slide": _("Copy the picture for a slide"),
    "save_csv": _("Its numbers (CSV)"),
    "not_saved": _("This picture could not be saved: try once more"),
    "not_copied": _("This browser does not let the page copy: save it instead"),
    "curves_at": _("{what} at step {step} of {steps}"),
    "csv_name": _("name"),
    "csv_to": _("{name}, to"),
    "csv_place": _("place"),
    "csv_low": _("low"),
    "csv_middle": _("middle"),
    "csv_high": _("high"),
    "csv_note": _("note"),
    "csv_share": _("share of the highest bar"),
    "csv_value": _("value"),
    "csv_row": _("row"),
    "csv_column": _("column"),
    "csv_ink": _("ink"),
    "csv_layer": _("layer"),
    "csv_unit": _("unit"),
    "csv_stays": _("stays"),
    "csv_from": _("from"),
    "csv_into": _("to"),
    "csv_gradient": _("the gradient passes"),
    "csv_part": _("part {number}"),
    "csv_dashed": _("{name}, dashed"),
}
MAP = {
    "map": _(
        "Map of the surface with the paths. Click to start the race there; arrow keys move the start; "
        "space plays."
    ),
    "space_failed": _("The view in three dimensions could not be fetched. Press 3-D to try once more."),
    "being_drawn": _("The 3-D view is being drawn …"),
    "no_value_here": _("x {x}   y {y}   no value here"),
    "loss_here": _("x {x}   y {y}   loss ≈ {loss}"),
    "no_value_anywhere": _("no finite value anywhere in the box"),
    "found": _("found"),
    "start": _("start"),
    "height": _("loss gap"),
    "log_height": _("log₁₀ of the loss gap"),
    "tools": _("Zoom and files"),
    "nearer": _("Zoom in"),
    "nearer_about": _(
        "Zoom in. With the mouse: draw a box, or turn the wheel with Ctrl or ⌘; drag with Shift to move"
    ),
    "farther": _("Zoom out"),
    "even": _("1:1"),
    "even_about": _("Draw one unit of x as long as one of y; once more: all of the map"),
    "map_title": _("{surface}, step {step} of {steps}"),
    "whole": _("Whole map"),
    "whole_about": _("Back from the zoom to all of the map"),
}
PLAYER = {
    "view": _("View"),
    "flat": _("Map"),
    "space": _("3-D"),
    "space_about": _(
        "Turn it with the mouse; the paths are drawn 1 % above the surface, so that it does not hide them"
    ),
    "csv": _("CSV"),
    "csv_about": _("Every step of every racer as a table"),
    "play": _("Play"),
    "pause": _("Pause"),
    "to_start": _("To the start"),
    "back": _("Step back"),
    "back_about": _("One step back"),
    "on": _("Step forward"),
    "on_about": _("One step forward"),
    "scrub": _("Step"),
    "focus_about": _("In focus: the others fade. Once more: all as before"),
    "step_spoken": _("step {step} of {steps}"),
    "step_shown": _("step {step} / {steps}"),
    "speed": _("Speed"),
    "loop": _("Loop"),
    "loop_about": _("Play again and again"),
    "curve": _("Curve"),
    "curves": _("Curves over the steps. The table below has the numbers."),
    "step_axis": _("step"),
    "axis_ends": _("axis ends at {edge}, curves go on"),
    "axis_ends_twice": _("axis ends at {low} and {high}, curves go on"),
    "results": _("Results"),
    "racer": _("Racer"),
    "rate": _("Rate"),
    "rate_about": _("the learning rate that it used"),
    "gap": _("Loss gap"),
    "gap_about": _(
        "loss minus the lowest loss of the surface (of your own formula: the lowest on the map or at "
        "a minimum found), at the step shown"
    ),
    "distance": _("Distance"),
    "distance_about": _(
        "to the nearest global minimum (of your own formula: the lowest that were found), at the step shown"
    ),
    "arrives": _("Arrives"),
    "arrives_about": _(
        "the first step within 1 % of the box's diagonal of a global minimum (of your own formula: "
        "the lowest that were found), also of a run that flies past it"
    ),
    "notes": _("Notes"),
    "notes_about": _(
        "“stable below”: on this surface the rule converges at any smaller learning rate, and at no larger "
        "one; “diverged”: it left the map, or the numbers"
    ),
}
MICROSCOPE = {
    "microscope": _("One step"),
    "microscope_about": _(
        "the microscope: one step of one rule in numbers, term by term, and as arrows on the map"
    ),
    "scope": _("One step under the microscope"),
    "rule": _("Rule under the microscope"),
    "previous": _("Previous step"),
    "next": _("Next step"),
    "line_by_line": _("The step of {rule}, line by line"),
    "curvatures": _("Curvatures λ₁, λ₂"),
    "curvatures_about": _("the eigenvalues of the Hessian, the matrix of second derivatives"),
    "direction": _("Direction of λ₂"),
    "direction_about": _("unit eigenvector; that of λ₁ lies at right angles to it"),
    "condition": _("Condition number"),
    "condition_about": _(
        "the larger |λ| over the smaller; its square root is how long the ravine is for its width"
    ),
    "newton": _("Newton step"),
    "newton_about": _("−H⁻¹∇f: from here to where the slope of the quadratic that fits here is 0"),
    "newton_end": _("It ends at"),
    "newton_end_about": _("this point plus the Newton step"),
    "ground": _("The ground at this point"),
    "curvature": _("curvature: long where it is flat, dashed where it is negative"),
    "arrows": _("Arrows on the map"),
    "this_step": _("step {step} → {next}"),
    "last_step": _("step {step}"),
    "nobody": _("Nobody races: choose a racer in the panel."),
    "not_racing": _("This rule does not race: choose another one."),
    "moment": _("One moment …"),
    "not_finite": _("The point is not finite any more: nothing to draw."),
    "race_ends": _("The race ends here: no step follows. Go back by one."),
    "leaves": _("This step is the one that leaves the finite numbers."),
    "terms": _("Term by term, with the numbers that were used."),
    "terms_of_several": _("Term by term, with the numbers that were used. The others are faint."),
    "none": _("none"),
    "not_defined": _("not defined"),
    "uphill": _("({x}, {y}) uphill"),
    "downhill": _("({x}, {y}) downhill"),
    "level": _("({x}, {y}) level"),
}
CELLS = {
    "cells_keys": _(
        "Grids of numbers. Arrow keys: go from cell to cell. Enter: choose it, draw it or type its number."
    ),
    "cells_cell": _("{grid}, row {row}, column {column}: {value}"),
    "cells_shared": _("one weight, in {many} places"),
    "cells_sum": _("row {row}, column {column}:  {list}  =  {result}   (products that are 0: {many})"),
    "cells_all": _("row {row}, column {column}:  {list}  =  {result}"),
    "cells_more": _("row {row}, column {column}:  {list} + {more} more  =  {result}"),
    "cells_zero": _("row {row}, column {column}:  all products are 0 ({many}), and so is their sum"),
    "cells_max": _("row {row}, column {column}:  the largest of {list}  is  {result}"),
    "cells_mean": _("row {row}, column {column}:  ({list}) / {many}  =  {result}"),
}
PLANE = {
    "plane_keys": _(
        "Points and centres. Space: the next one. Arrow keys: move it. Plus: add one. Delete: remove it."
    ),
    "plane_point": _("point {number}: {x}, {y}"),
    "plane_centre": _("centre {number}: {x}, {y}"),
    "plane_full": _("There are {most}, and no more can be placed."),
}
CODES = {
    "codes_keys": _(
        "A plane of codes. Arrow keys: move the ring, and see what it decodes to. Enter: choose the nearest "
        "digit."
    ),
    "codes_place": _("code ({x}, {y})"),
    "codes_pointed": _("decoded here"),
    "codes_ring": _("decoded: ring"),
}
TEXTS: dict[str, Message] = (
    CELLS | CODES | PLANE | PANEL | TYPED | AROUND | CHARTS | SAVE | MAP | PLAYER | MICROSCOPE
)
