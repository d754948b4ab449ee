"""What the teacher gets: grades.csv, grades.json, marks.csv and feedback pages."""

import html
import json
import shutil

from classroom._marks import MARKS, marks_table, write_csv
from classroom._text import file_names, line, write_whole

ROOM = 20 * 2**20  # bytes that a run needs at least
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


def prepare(folder):
    """Make the folder of the reports, or say now, and not after hours, why they cannot be written.

    Raise SystemExit with that sentence.
    """
    try:
        for name in ("feedback", "results"):
            (folder / name).mkdir(parents=True, exist_ok=True)
            write_whole(folder / name / ".trial", "")
            (folder / name / ".trial").unlink()
        for path in folder.glob("*.*"):
            if path.suffix in (".csv", ".json"):
                open(path, "r+b").close()  # On Windows a spreadsheet that shows it refuses that.
    except OSError as error:
        raise SystemExit(f"Nothing can be written to {folder}: {line(error)}.") from None
    if shutil.disk_usage(folder).free < ROOM:
        raise SystemExit(f"The disk of {folder} is full: {ROOM // 2**20} MB at least must be free.")


def write_all(folder, results, complaints, marks, left_out=()):
    """Write every report; `complaints` is {student: [sentence]} on what could not be graded.

    What a teacher wrote on anything that was not graded this time stays in marks.csv.
    """
    (folder / "feedback").mkdir(parents=True, exist_ok=True)
    write_csv(folder / "marks.csv", MARKS, marks_table(results, marks))
    rows = [[*grades_row(result), " ".join(result["notes"])] for result in results]
    said = {student: " ".join(sentences) for student, sentences in complaints.items() if sentences}
    rows += [[student, "", "", "", "", text] for student, text in said.items()]
    write_csv(folder / "grades.csv", GRADES, sorted(rows, key=lambda row: row[:2]))
    grades = {"results": results, "complaints": complaints, "left out": list(left_out)}
    write_whole(folder / "grades.json", json.dumps(grades, indent=1, ensure_ascii=False))
    students = {result["student"] for result in results} | set(complaints)
    for student, name in file_names(students).items():
        own = [result for result in results if result["student"] == student]
        page = feedback(student, own, complaints.get(student, []))
        write_whole(folder / "feedback" / f"{name}.html", page)


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
