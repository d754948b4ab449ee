"""marks.csv: what a teacher marks by hand in any spreadsheet, written and read without a loss."""

import base64
import codecs
import csv
import hashlib
import io
import re
from typing import NamedTuple

from classroom._text import shown, write_whole

MARKS = "student", "assignment", "question", "points", "max", "comment", "task", "reason", "answer"
MARKS += ("key",)  # Last: nobody has to look at it.
LONGEST_SHOWN = 5000  # characters of an answer: a cell of a spreadsheet holds 32,767
# Where a spreadsheet could see the beginning of a cell, whatever it takes for a separator, and then
# a character that begins a formula, also as Chinese and Japanese keyboards write it.
FORMULA = re.compile(r"((?:^|[\n\r;\t])\s*)(?='*[=+\-@\uff1d\uff0b\uff0d\uff20])")
DEFUSED = re.compile(r"((?:^|[\n\r;\t])\s*)'(?='*[=+\-@\uff1d\uff0b\uff0d\uff20])")


class Mark(NamedTuple):
    """What a teacher wrote into a row of marks.csv, and the whole row."""

    points: float | None
    comment: str
    row: list


def read_marks(path, most=()):
    """Return {key or (student, assignment, question): Mark} as filled in, and complaints.

    The grader's own rows have a key, for a spreadsheet makes 123 of a student 00123. Rows that a
    teacher added have none. `most` is {(assignment, question): the most points}.
    """
    if not path.exists():
        return {}, []
    csv.field_size_limit(2**30)  # By itself csv refuses an answer of more than 128 KB.
    text = decoded(path.read_bytes())
    # Spreadsheets write what their country uses.
    separator = max(",;\t", key=text.partition("\n")[0].count)
    marks, complaints = {}, []
    for cells in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator):
        row = [restored(cells.get(name) or "") for name in MARKS]
        student, assignment, question, points, limit, comment, *_ = row
        if not any(row):
            continue
        of = f"{path.name}: {student} {assignment} {question}"
        number, wrong = as_points(points, dict(most).get((assignment, question), limit or "inf"))
        place = row[-1].strip() or (student.strip(), assignment.strip(), question.strip())
        twice = place in marks and None not in (number, marks[place].points)
        if wrong:
            complaints.append(shown(f"{of}: {wrong}"))
        elif twice and number != marks[place].points:
            complaints.append(shown(f"{of}: stands twice, with different points."))
        elif place not in marks or number is not None:
            marks[place] = Mark(number, comment, row)
    return marks, complaints


def as_points(points, most):
    """The number of points in a row, or None, and what is wrong with them, or ""."""
    try:
        number = float(points.replace(",", ".")) if points.strip() else None
        wrong = number is not None and not 0 <= number <= float(str(most).replace(",", "."))
    except ValueError:
        number, wrong = None, True
    return number, f"{points[:100]} is no number from 0 to {most:.4}." if wrong else ""


def decoded(data):
    """The text of a file that any spreadsheet may have written."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def key_of(student, assignment, question, answer):
    """What finds a row again: letters that no spreadsheet takes for a number, a date or a formula.

    It has a part for the question and one for the answer that the teacher saw.
    """
    return f"{digest(student, assignment, question)}.{digest(' '.join(answer.split()))}"


def digest(*parts):
    data = hashlib.sha256("\0".join(parts).encode()).digest()
    return "k" + base64.b32encode(data)[:12].decode().lower()


def apply_marks(results, marks):
    """Put the teacher's points and comments into the results. They count for more than a test's.

    A mark belongs to the answer that the teacher saw: another answer is to be marked anew.
    Return a sentence on every mark whose question is in none of the results.
    """
    questions = {
        (result["student"], result["assignment"], name): question
        for result in results
        for name, question in result["questions"].items()
    }
    owners, complaints = owners_of(marks, questions), []
    for question in questions.values():
        question |= {"marked": None, "comment": ""}
    for place, mark in marks.items():
        if place not in owners:
            if mark.points is not None:
                of = " ".join(mark.row[:3])
                nobody = "belongs to nobody in this run: it is kept, and counts for nothing"
                complaints.append(shown(f"marks.csv: the mark of {of} {nobody}."))
            continue
        question, points, comment = questions[owners[place]], mark.points, mark.comment
        if points is not None and not seen(mark, question["answer"]):
            points, comment = None, f"Another answer had {points:g} points. {comment}".strip()
        question |= {"marked": points, "comment": comment}
        if points is not None:
            question |= {"points": points, "reason": comment or "Marked by hand."}
    return complaints


def owners_of(marks, questions):
    """{place of a mark: the one question that it is of}, as far as that can be known."""
    by_key, by_name, owners = {digest(*places): places for places in questions}, {}, {}
    for places in questions:
        by_name.setdefault((bare(places[0]), *places[1:]), []).append(places)
    for place in marks:
        if isinstance(place, str):
            found = [by_key[key] for key in [place.partition(".")[0]] if key in by_key]
        else:
            near = by_name.get((bare(place[0]), *place[1:]), [])
            found = [place] if place in near else near
        # Of two students, 0123 and 00123, a row that says 123 is of neither.
        if len(found) == 1:
            owners[place] = found[0]
    return owners


def bare(student):
    """A name as spreadsheets leave it: without zeros before a number, without an apostrophe."""
    return student.lstrip("0") if student.isdigit() else student.removeprefix("'")


def seen(mark, answer):
    """Whether it is the answer that the teacher marked, as far as the row tells."""
    *_, text, key = mark.row
    shown_then = text.removeprefix("'").split()
    if key.strip():
        return key.strip().partition(".")[2] == digest(" ".join(answer.split()))
    # What of a text survives a spreadsheet: not its line ends, nor the spaces around it.
    return not shown_then or shown_then == answer[:LONGEST_SHOWN].removeprefix("'").split()


def marks_table(results, marks):
    """All rows of marks.csv: of these results, and what the teacher wrote on others."""
    rows = [row for result in results for row in marks_rows(result)]
    here = {
        (result["student"], result["assignment"], name): None
        for result in results
        for name in result["questions"]
    }
    # Else a run over those who were late would throw away all other marks.
    owners = owners_of(marks, here)
    rows += [mark.row for place, mark in marks.items() if place not in owners]
    return sorted(rows, key=lambda row: row[:2])


def marks_rows(result):
    """The rows of marks.csv: what is to be marked, and what a teacher may want to look at again."""
    for name, question in result["questions"].items():
        by_hand = question["marked"] is not None
        lost = question["answer"] and question["points"] != question["max"]
        if by_hand or lost or question["written"]:
            marked = f"{question['marked']:g}" if by_hand else ""
            known = [question[column] for column in ("comment", "task", "reason")]
            known = [f"{question['max']:g}", *known, question["answer"][:LONGEST_SHOWN]]
            places = result["student"], result["assignment"], name
            yield [*places, marked, *known, key_of(*places, question["answer"])]


def write_csv(path, head, rows):
    """Write a table that every spreadsheet reads and in which no student's text is a formula."""
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(head)
    table.writerows([harmless(value) for value in row] for row in rows)
    write_whole(path, file.getvalue(), "utf-8-sig")


def harmless(value):
    # A spreadsheet would run a formula, with the rights of the teacher who opens it.
    return FORMULA.sub(r"\1'", value) if isinstance(value, str) else value


def restored(value):
    """The text before `harmless`. A name such as 't Hooft keeps its own."""
    return DEFUSED.sub(r"\1", value)
