"""Run every notebook from a fresh kernel and store its outputs, in the one form that is committed.

    python start.py execute             every notebook
    python start.py execute -- 03 05    those with 03 or 05 in their name

A notebook whose run fails stays as it was. A second run writes the same bytes.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
KEPT_CELL_METADATA = {"tags", "nbgrader", "editable", "deletable"}
SECONDS_PER_CELL = 60
NO_RUN = (CellExecutionError, CellTimeoutError, DeadKernelError, nbformat.ValidationError)


def notebook_paths(folder=NOTEBOOKS):
    """Every notebook in `folder`, without the copies that JupyterLab keeps."""
    paths = folder.rglob("*.ipynb")
    return sorted(path for path in paths if ".ipynb_checkpoints" not in path.parts)


def run(notebook, folder):
    """Run all cells in a fresh kernel, in `folder`, and return the notebook with its outputs."""
    # Else each kernel warns that it has no encryption.
    quiet = Config({"KernelManager": {"transport_encryption": "auto"}})
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        config=quiet,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute()


def normalise(notebook):
    """Drop all that changes from run to run or from machine to machine, and return the notebook.

    A view of a widget has a random name, and without its running kernel it shows an error. What a
    reader sees instead is the text that stands beside it, so only that is kept.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number}")
        kept = {key: cell.metadata[key] for key in KEPT_CELL_METADATA & cell.metadata.keys()}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type == "code":
            cell.outputs = [normalise_output(output) for output in cell.outputs]
    return notebook


def normalise_output(output):
    output.pop("transient", None)
    output.get("data", {}).pop(WIDGET_VIEW, None)
    return output


def as_text(notebook):
    """The bytes of the file, as JupyterLab would write them."""
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def execute(path):
    """Run the notebook at `path` and write it back. Return whether that changed the file."""
    before = path.read_text(encoding="utf-8")
    after = as_text(normalise(run(nbformat.reads(before, as_version=4), path.parent)))
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def main(name_parts, folder=NOTEBOOKS):
    named = lambda path: not name_parts or any(part in path.name for part in name_parts)
    paths = [path for path in notebook_paths(folder) if named(path)]
    if not paths:
        sys.exit(f"No notebook has any of these in its name: {' '.join(name_parts)}")
    failed = []
    for path in paths:
        print(f"{path.relative_to(folder)}: ", end="", flush=True)
        try:
            print("changed" if execute(path) else "as it was", flush=True)
        except NO_RUN as error:
            print(f"FAILED, the file stays as it was\n\n{error}\n", flush=True)
            failed.append(path.name)
    if failed:
        sys.exit(f"{len(failed)} of {len(paths)} notebooks failed: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
