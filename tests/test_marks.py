"""No mark is lost, whatever a spreadsheet makes of marks.csv, and no table holds a formula."""

import csv
import io

import pytest

from classroom import _marks, _report, _text

ANSWER = "It grows,\nbecause.\n\n@exercise\n-1; =2"
NAMES = "anna", "'t Hooft", "00123", "123", "=1+1", "1e5", "2024-01-02", "Zo\u00e9", "Zoe\u0301"


def class_of(*names, answer=ANSWER):
    """Results of students who all have to be marked for `q`; the tests gave 3 of 4 for `p`."""
    question = {"points": None, "max": 4.0, "task": "T", "reason": "Not marked yet."}
    written = question | {"answer": answer, "written": True}
    passed = question | {"points": 4.0, "answer": "def p(): ...", "written": False}
    return [
        {"student": name, "assignment": "a", "questions": {"q": dict(written), "p": dict(passed)}}
        for name in names
    ]


def points(results):
    return {one["student"]: one["questions"]["q"]["points"] for one in results}


def graded(path, *names, **more):
    """Grade a class with the marks in a file, and write the file anew."""
    results = class_of(*names, **more)
    marks, complaints = _marks.read_marks(path, {("a", "q"): "4", ("a", "p"): "4"}.items())
    assert not complaints
    said = _marks.apply_marks(results, marks)
    _marks.write_csv(path, _marks.MARKS, _marks.marks_table(results, marks))
    return results, said


def edit(path, change, separator=",", encoding="utf-8"):
    """Change the rows, as dicts, and write them as a spreadsheet does."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows) or rows
    text = io.StringIO()
    table = csv.DictWriter(text, _marks.MARKS, delimiter=separator, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def as_number(text):
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def mark_all(rows):
    for i, row in enumerate(row for row in rows if row["question"] == "q"):
        row["points"] = str(i / 4)


# What happens to the table between two runs. Each mark counts afterwards.
SPREADSHEETS = {
    "nothing": lambda row: row,
    "names become numbers": lambda row: row | {"student": as_number(row["student"])},
    "names lose what begins them": lambda row: row | {"student": row["student"].lstrip("'0=")},
    "names become dates": lambda row: row | {"student": row["student"].replace("2024-", "24/")},
    "names are composed": lambda row: row | {"student": "Zo\u00e9"},
    "answers are cut": lambda row: row | {"answer": row["answer"][:5]},
    "answers are corrected": lambda row: row | {"answer": row["answer"].upper() + "."},
    "answers are deleted": lambda row: row | {"answer": "", "reason": "", "task": ""},
    "answers get very long": lambda row: row | {"answer": row["answer"] + " words" * 30_000},
    "points get zeros": lambda row: (
        row | {"points": row["points"] and f"{float(row['points']):.3f}"}
    ),
}


@pytest.mark.parametrize("change", SPREADSHEETS)
def test_a_mark_survives_a_spreadsheet_in_which(tmp_path, change):
    path = tmp_path / "marks.csv"
    graded(path, *NAMES)
    edit(path, mark_all)
    want = points(graded(path, *NAMES)[0])
    assert len(want) == len(NAMES) and sorted(want.values()) == [i / 4 for i in range(len(NAMES))]
    edit(path, lambda rows: [SPREADSHEETS[change](row) for row in rows])
    for _ in range(2):
        results, said = graded(path, *NAMES)
        assert points(results) == want and not said


@pytest.mark.parametrize("order", ["reversed", "shuffled"])
def test_the_order_of_rows_means_nothing(tmp_path, order):
    path = tmp_path / "marks.csv"
    graded(path, *NAMES)
    edit(path, mark_all)
    want = points(graded(path, *NAMES)[0])
    edit(path, lambda rows: rows[::-1] if order == "reversed" else rows[::2] + rows[1::2])
    assert points(graded(path, *NAMES)[0]) == want


ADDED = {
    "a row of its own": ("anna", "q", "2", "anna", "q"),
    "a question that passed": ("anna", "p", "1", "anna", "p"),
    "a number without its zeros": ("123", "q", "2", "00123", "q"),
    "an apostrophe that a spreadsheet ate": ("t Hooft", "q", "2", "'t Hooft", "q"),
}


@pytest.mark.parametrize("case", ADDED)
def test_a_row_that_the_teacher_added_counts(tmp_path, case):
    name, question, given, student, found = ADDED[case]
    path = tmp_path / "marks.csv"
    row = {"student": name, "assignment": "a", "question": question, "points": given}
    path.write_text("student,assignment,question\n")
    edit(path, lambda rows: [row])
    for _ in range(2):
        results, said = graded(path, student)
        assert results[0]["questions"][found]["points"] == float(given) and not said


@pytest.mark.parametrize(
    ("name", "assignment", "question", "class_"),
    [
        ("ben", "a", "q", ["anna"]),
        ("anna", "b", "q", ["anna"]),
        ("anna", "a", "qq", ["anna"]),
        ("123", "a", "q", ["0123", "00123"]),
    ],
)
def test_a_mark_of_nobody_is_named_and_kept(tmp_path, name, assignment, question, class_):
    path = tmp_path / "marks.csv"
    path.write_text(f"student,assignment,question,points\n{name},{assignment},{question},2\n")
    for _ in range(2):
        results, said = graded(path, *class_)
        assert len(said) == 1 and f"{name} {assignment} {question}" in said[0]
        assert set(points(results).values()) == {None}


def test_marks_outlive_a_run_over_others(tmp_path):
    path = tmp_path / "marks.csv"
    graded(path, *NAMES)
    edit(path, mark_all)
    want = points(graded(path, *NAMES)[0])
    _, said = graded(path, "cem")
    assert len(said) == len(NAMES)
    assert points(graded(path, *NAMES)[0]) == want


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_marks_of_any_spreadsheet_are_read(tmp_path, encoding, separator):
    points = "2.5" if separator == "," else "2,5"
    head = "student assignment question points max comment".split()
    rows = head, ["Jürgen", "01", "q", points, "4", "schön"]
    text = "\n".join(map(separator.join, rows)) + "\n"
    (tmp_path / "marks.csv").write_text(text, encoding=encoding)
    marks, complaints = _marks.read_marks(tmp_path / "marks.csv")
    assert marks["Jürgen", "01", "q"][:2] == (2.5, "schön") and not complaints


def test_another_answer_is_marked_anew(tmp_path):
    path = tmp_path / "marks.csv"
    graded(path, "anna")
    edit(path, lambda rows: [row | {"points": "3"} for row in rows])
    assert points(graded(path, "anna")[0]) == {"anna": 3}
    results, _ = graded(path, "anna", answer=ANSWER + " Not.")
    assert points(results) == {"anna": None}
    assert "Another answer had 3 points." in path.read_text(encoding="utf-8-sig")


def test_a_very_long_answer_keeps_its_mark_even_where_its_key_is_lost(tmp_path):
    path, long = tmp_path / "marks.csv", "words " * 8000
    graded(path, "anna", answer=long)
    lost = {"points": "3", _marks.MARKS[-1]: ""}
    for answer, found in ((long, 3), ("Another.", None)):
        edit(path, lambda rows: [row | lost for row in rows])
        assert points(graded(path, "anna", answer=answer)[0]) == {"anna": found}


@pytest.mark.parametrize("given", ["5", "-1", "many", "nan", "inf"])
def test_points_that_are_none_and_rows_that_differ_are_refused(tmp_path, given):
    path = tmp_path / "marks.csv"
    path.write_text(f"student,assignment,question,points\nanna,a,q,{given}\n")
    (complaint,) = _marks.read_marks(path, {("a", "q"): "4"}.items())[1]
    assert f"{given} is no number from 0 to 4" in complaint
    path.write_text("student,assignment,question,points\nanna,a,q,1\nanna,a,q,2\n")
    assert "twice" in _marks.read_marks(path)[1][0]


def test_every_written_question_stands_in_the_table(tmp_path):
    path = tmp_path / "marks.csv"
    graded(path, "anna", answer="")
    assert "anna,a,q,,4," in path.read_text(encoding="utf-8-sig")


STARTS = "=1", "+1", "-1", "@a", "\uff1d1", "'=1", "''=1"
FORMULAS = [
    before + start for before in ("", "a\n", "a;", "a; ", "a\t", "\t", "a\r") for start in STARTS
]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_in_a_table_is_a_formula_and_all_of_it_is_read_again(text):
    import re

    written = _marks.harmless(text)
    assert not re.search(r"(^|[\n\r;\t])\s*[=+\-@\uff1d]", written)
    assert _marks.restored(written) == text


def test_feedback_pages_of_names_that_some_file_systems_take_for_one(tmp_path):
    names = ["Anna", "anna", "Zo\u00e9", "Zoe\u0301", "ben"]
    results = class_of(*names)
    for one in results:
        one |= {"title": "", "notes": []}
    _marks.apply_marks(results, {})
    _report.write_all(tmp_path, results, {}, {})
    pages = [path.name for path in (tmp_path / "feedback").iterdir()]
    assert len({_text.unicodedata.normalize("NFC", page).casefold() for page in pages}) == 5
    assert "ben.html" in pages
