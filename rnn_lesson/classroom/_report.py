"""What the teacher gets: grades.csv, grades.json, marks.csv for the written answers, and a feedback page for each student."""

import csv
import html
import io
import json

MARKS = "student", "assignment", "question", "points", "max", "comment", "task", "reason", "answer"
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


def read_marks(path):
    """Return {(student, assignment, question): (points, comment)} from what a teacher filled in, and what is wrong with it."""
    if not path.exists():
        return {}, []
    text = path.read_text(encoding="utf-8-sig")
    separator = max(",;\t", key=text.partition("\n")[0].count)  # Spreadsheets write what their country uses.
    marks, complaints = {}, []
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=separator):
        written, limit = (row.get("points") or "").strip().replace(",", "."), (row.get("max") or "0").replace(",", ".")
        try:
            points = float(written) if written else None
            wrong = points is not None and not 0 <= points <= float(limit)
        except ValueError:
            wrong = True
        key = tuple((row.get(name) or "").removeprefix("'") for name in MARKS[:3])
        if wrong:
            complaints.append(f"{path.name}: {' '.join(key)}: {written} is no number from 0 to {limit}.")
        else:
            marks[key] = points, row.get("comment") or ""
    return marks, complaints


def apply_marks(results, marks):
    """Put the teacher's points and comments into the results. They count for more than a test's."""
    for result in results:
        for name, question in result["questions"].items():
            points, comment = marks.get((result["student"], result["assignment"], name), (None, ""))
            question |= {"marked": points, "comment": comment}
            if points is not None:
                question |= {"points": points, "reason": comment or "Marked by hand."}


def write_all(folder, results, complaints):
    """Write every report; `complaints` is {student: [sentence]} on what could not be graded."""
    write_csv(folder / "marks.csv", MARKS, [line for result in results for line in marks_of(result)])
    rows = [[*row(result), " ".join(result["notes"])] for result in results]
    rows += [[student, "", "", "", "", " ".join(sentences)] for student, sentences in complaints.items() if sentences]
    write_csv(folder / "grades.csv", GRADES, sorted(rows, key=lambda row: row[:2]))
    grades = {"results": results, "complaints": complaints}
    (folder / "grades.json").write_text(json.dumps(grades, indent=1, ensure_ascii=False), encoding="utf-8")
    (folder / "feedback").mkdir(exist_ok=True)
    for student in {result["student"] for result in results} | set(complaints):
        own = [result for result in results if result["student"] == student]
        page = feedback(student, own, complaints.get(student, []))
        (folder / "feedback" / f"{student}.html").write_text(page, encoding="utf-8")


def marks_of(result):
    """The rows of marks.csv: what is to be marked, and what a teacher may want to look at again."""
    for name, question in result["questions"].items():
        if question["answer"] and (question["points"] != question["max"] or question["marked"] is not None):
            marked = "" if question["marked"] is None else f"{question['marked']:g}"
            known = f"{question['max']:g}", question["comment"], question["task"], question["reason"], question["answer"]
            yield [result["student"], result["assignment"], name, marked, *known]


def row(result):
    questions = result["questions"].values()
    points = sum(question["points"] or 0 for question in questions)
    to_mark = sum(question["max"] for question in questions if question["points"] is None)
    limit = sum(question["max"] for question in questions)
    return [result["student"], result["assignment"], *(f"{number:g}" for number in (points, limit, to_mark))]


def feedback(student, results, complaints):
    """One page: points and reasons, nothing of the tests."""
    body = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in complaints)
    for result in results:
        _, _, points, limit, to_mark = row(result)
        total = f"{points} of {limit} points" + ("" if to_mark == "0" else f"; {to_mark} more are still to be marked") + "."
        rows = "\n".join(map(question_row, result["questions"].values()))
        notes = "\n".join(f"<p>{html.escape(sentence)}</p>" for sentence in result["notes"])
        body += TABLE.format(title=html.escape(result["title"]), total=total, rows=rows, notes=notes)
    return PAGE.format(student=html.escape(student), body=body)


def question_row(question):
    points = question["points"]
    symbol = "…" if points is None else "✓" if points == question["max"] else "✗" if points == 0 else "±"
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
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
