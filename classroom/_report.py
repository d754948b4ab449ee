"""What the teacher gets: grades.csv, grades.json, marks.csv to mark in, feedback pages."""

import codecs
import csv
import html
import io
import json
from typing import NamedTuple

MARKS = "student", "assignment", "question", "points", "max", "comment", "task", "reason", "answer"
LONGEST_SHOWN = 5000  # characters of an answer: a cell of a spreadsheet holds 32,767
GRADES = "student", "assignment", "points", "max", "to mark", "notes"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Feedback for {student}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; vertical-align: top; padding: .4em .8em .4em 0 }}
th, td {{ border-top: 1px solid #888 }}
td:nth-child(2) {{ white-space: nowrap }}
td:last-child {{ overflow-wrap: anywhere; white-space: pre-wrap }}
</style>
<h1>Feedback for {student}</h1>
{body}
</html>
"""
TABLE = """<h2>{title}</h2>
<p>{total}</p>
<table><thead><tr>
<th scope="col">Task</th><th scope="col">Points</th><th scope="col">Why</th>
</tr></thead>
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
    """Return {(student, assignment, question): Mark} as a teacher filled it in, and complaints."""
    if not path.exists():
        return {}, []
    csv.field_size_limit(2**30)  # By itself csv refuses an answer of more than 128 KB.
    text = decoded(path.read_bytes())
    # Spreadsheets write what their country uses.
    separator = max(",;\t", key=text.partition("\n")[0].count)
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
            complaint = f"{points} is no number from 0 to {limit}."
            complaints.append(f"{path.name}: {student} {assignment} {question}: {complaint}")
        else:
            marks[student, assignment, question] = Mark(number, comment, row)
    return marks, complaints


def decoded(data):
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
            shown = harmless(question["answer"][:LONGEST_SHOWN])
            if points is not None and unspaced(mark.row[-1]) != unspaced(shown):
                points, comment = None, f"Another answer had {points:g} points. {comment}".strip()
            question |= {"marked": points, "comment": comment}
            if points is not None:
                question |= {"points": points, "reason": comment or "Marked by hand."}


def unspaced(text):
    """What of a text survives a spreadsheet: not its line ends, nor the spaces around it."""
    return text.removeprefix("'").split()


def write_all(folder, results, complaints, marks):
    """Write every report; `complaints` is {student: [sentence]} on what could not be graded.

    What a teacher wrote on anything that was not graded this time stays in marks.csv.
    """
    folder.mkdir(parents=True, exist_ok=True)
    graded = {(result["student"], result["assignment"]) for result in results}
    rows = [row for result in results for row in marks_rows(result)]
    # Else a run over those who were late would throw away all other marks.
    rows += [mark.row for key, mark in marks.items() if key[:2] not in graded]
    write_csv(folder / "marks.csv", MARKS, sorted(rows, key=lambda row: row[:2]))
    rows = [[*grades_row(result), " ".join(result["notes"])] for result in results]
    said = {student: " ".join(sentences) for student, sentences in complaints.items() if sentences}
    rows += [[student, "", "", "", "", text] for student, text in said.items()]
    write_csv(folder / "grades.csv", GRADES, sorted(rows, key=lambda row: row[:2]))
    grades = {"results": results, "complaints": complaints}
    text = json.dumps(grades, indent=1, ensure_ascii=False)
    (folder / "grades.json").write_text(text, encoding="utf-8")
    (folder / "feedback").mkdir(exist_ok=True)
    for student in {result["student"] for result in results} | set(complaints):
        own = [result for result in results if result["student"] == student]
        page = feedback(student, own, complaints.get(student, []))
        (folder / "feedback" / f"{student}.html").write_text(page, encoding="utf-8")


def marks_rows(result):
    """The rows of marks.csv: what is to be marked, and what a teacher may want to look at again."""
    for name, question in result["questions"].items():
        by_hand = question["marked"] is not None
        if question["answer"] and (by_hand or question["points"] != question["max"]):
            marked = f"{question['marked']:g}" if by_hand else ""
            known = [question[column] for column in ("comment", "task", "reason")]
            known = [f"{question['max']:g}", *known, question["answer"][:LONGEST_SHOWN]]
            yield [result["student"], result["assignment"], name, marked, *known]


def grades_row(result):
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    to_mark = sum(question["max"] for question in questions if question["points"] is None)
    limit = sum(question["max"] for question in questions)
    return [result["student"], result["assignment"], f"{points:g}", f"{limit:g}", f"{to_mark:g}"]


def feedback(student, results, complaints):
    """One page: points and reasons, nothing of the tests."""
    body = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in complaints)
    for result in results:
        _, _, points, limit, to_mark = grades_row(result)
        more = "" if to_mark == "0" else f"; {to_mark} more are still to be marked"
        total = f"{points} of {limit} points{more}."
        rows = "\n".join(map(question_row, result["questions"].values()))
        notes = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in result["notes"])
        title = html.escape(result["title"])
        body += TABLE.format(title=title, total=total, rows=rows, notes=notes)
    return PAGE.format(student=html.escape(student), body=body)


def question_row(question):
    points = question["points"]
    symbol = "…" if points is None else {0: "✗", question["max"]: "✓"}.get(points, "±")
    score = f"{symbol} {'?' if points is None else f'{points:g}'} of {question['max']:g}"
    cells = html.escape(question["task"]), score, html.escape(question["reason"])
    return "<tr><td>{}</td><td>{}</td><td>{}</td></tr>".format(*cells)


def write_csv(path, head, rows):
    """Write a table that every spreadsheet reads and in which no student's text is a formula."""
    draft = path.with_suffix(".part")
    with open(draft, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        table.writerows([harmless(value) for value in row] for row in rows)
    draft.replace(path)


def harmless(value):
    # A spreadsheet would run what begins so, with the rights of the teacher who opens it.
    starts_a_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if starts_a_formula else value
