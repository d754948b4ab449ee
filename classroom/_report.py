"""What the teacher gets: grades.csv, grades.json, marks.csv for the written answers, and a feedback page for each student."""

import codecs
import csv
import html
import io
import json
from typing import NamedTuple

MARKS = "student", "assignment", "question", "points", "max", "comment", "task", "reason", "answer"
LONGEST_ANSWER = 5000
GRADES = "student", "assignment", "points", "max", "to mark", "notes"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Feedback for {student}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .4em .8em .4em 0; border-top: 1px solid #888 }}
td:nth-child(2) {{ white-space: nowrap }}
td:last-child {{ overflow-wrap: anywhere; white-space: pre-wrap }}
</style>
<h1>Feedback for {student}</h1>
{body}
</html>
"""
TABLE = """<h2>{title}</h2>
<p>{total}</p>
<table><thead><tr><th scope="col">Task</th><th scope="col">Points</th><th scope="col">Why</th></tr></thead>
<tbody>
{rows}
</tbody></table>
{notes}
"""


class Mark(NamedTuple):
    """What a teacher wrote into a row of marks.csv, and the whole row."""

    points: float | None
    comment: str
    row: list


def read_marks(path):
    """Return {(student, assignment, question): Mark} from what a teacher filled in, and what is wrong with it."""
    if not path.exists():
        return {}, []
    csv.field_size_limit(2**30)
    text = as_text(path.read_bytes())
    separator = max(
        ",;\t", key=text.partition("\n")[0].count
    )  # Spreadsheets write what their country uses.
    marks, complaints = {}, []
    for cells in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator):
        row = [(cells.get(name) or "").removeprefix("'") for name in MARKS]
        student, assignment, question, points, limit, comment, *_ = row
        try:
            number = float(points.replace(",", ".")) if points.strip() else None
            wrong = number is not None and not 0 <= number <= float(limit.replace(",", "."))
        except ValueError:
            wrong = True
        if wrong:
            complaints.append(
                f"{path.name}: {student} {assignment} {question}: {points} is no number from 0 to {limit}."
            )
        else:
            marks[student, assignment, question] = Mark(number, comment, row)
    return marks, complaints


def as_text(data):
    """The text of a file that any spreadsheet may have written."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def apply_marks(results, marks):
    """Put the teacher's points and comments into the results. They count for more than a test's.

    A mark belongs to the answer that the teacher saw: another answer is to be marked anew.
    """
    for result in results:
        for name, question in result["questions"].items():
            mark = marks.get((result["student"], result["assignment"], name), Mark(None, "", []))
            points, comment = mark.points, mark.comment
            if points is not None and words(mark.row[-1]) != words(
                harmless(question["answer"][:LONGEST_ANSWER])
            ):
                points, comment = None, f"Another answer had {points:g} points. {comment}".strip()
            question |= {"marked": points, "comment": comment}
            if points is not None:
                question |= {"points": points, "reason": comment or "Marked by hand."}


def words(text):
    """A text as it survives a spreadsheet."""
    return text.removeprefix("'").split()


def write_all(folder, results, complaints, marks):
    """Write every report; `complaints` is {student: [sentence]} on what could not be graded.

    What a teacher wrote on anything that was not graded this time stays in marks.csv.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graded = {(result["student"], result["assignment"]) for result in results}
    rows = [line for result in results for line in marks_of(result)]
    rows += [mark.row for key, mark in marks.items() if key[:2] not in graded]
    write_csv(folder / "marks.csv", MARKS, sorted(rows, key=lambda row: row[:2]))
    rows = [[*row(result), " ".join(result["notes"])] for result in results]
    rows += [
        [student, "", "", "", "", " ".join(sentences)]
        for student, sentences in complaints.items()
        if sentences
    ]
    write_csv(folder / "grades.csv", GRADES, sorted(rows, key=lambda row: row[:2]))
    grades = {"results": results, "complaints": complaints}
    (folder / "grades.json").write_text(
        json.dumps(grades, indent=1, ensure_ascii=False), encoding="utf-8"
    )
    (folder / "feedback").mkdir(exist_ok=True)
    for student in {result["student"] for result in results} | set(complaints):
        own = [result for result in results if result["student"] == student]
        page = feedback(student, own, complaints.get(student, []))
        (folder / "feedback" / f"{student}.html").write_text(page, encoding="utf-8")


def marks_of(result):
    """The rows of marks.csv: what is to be marked, and what a teacher may want to look at again."""
    for name, question in result["questions"].items():
        if question["answer"] and (
            question["points"] != question["max"] or question["marked"] is not None
        ):
            marked = "" if question["marked"] is None else f"{question['marked']:g}"
            known = (
                f"{question['max']:g}",
                question["comment"],
                question["task"],
                question["reason"],
                question["answer"][:LONGEST_ANSWER],
            )
            yield [result["student"], result["assignment"], name, marked, *known]


def row(result):
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    to_mark = sum(question["max"] for question in questions if question["points"] is None)
    limit = sum(question["max"] for question in questions)
    return [
        result["student"],
        result["assignment"],
        *(f"{number:g}" for number in (points, limit, to_mark)),
    ]


def feedback(student, results, complaints):
    """One page: points and reasons, nothing of the tests."""
    body = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in complaints)
    for result in results:
        _, _, points, limit, to_mark = row(result)
        total = (
            f"{points} of {limit} points"
            + ("" if to_mark == "0" else f"; {to_mark} more are still to be marked")
            + "."
        )
        rows = "\n".join(map(question_row, result["questions"].values()))
        notes = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in result["notes"])
        body += TABLE.format(
            title=html.escape(result["title"]), total=total, rows=rows, notes=notes
        )
    return PAGE.format(student=html.escape(student), body=body)


def question_row(question):
    points = question["points"]
    symbol = (
        "…" if points is None else "✓" if points == question["max"] else "✗" if points == 0 else "±"
    )
    score = f"{symbol} {'?' if points is None else f'{points:g}'} of {question['max']:g}"
    return f"<tr><td>{html.escape(question['task'])}</td><td>{score}</td><td>{html.escape(question['reason'])}</td></tr>"


def write_csv(path, head, rows):
    """Write a table that every spreadsheet reads, and in which no student's text becomes a formula."""
    draft = path.with_suffix(".part")
    with open(draft, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        table.writerows([harmless(value) for value in row] for row in rows)
    draft.replace(path)


def harmless(value):
    return (
        f"'{value}"
        if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
        else value
    )
