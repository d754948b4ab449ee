"""The run itself: a test that ends its process fails alone, and CI=false is no CI."""

import os
import subprocess
import sys

from starting import REPOSITORY

DIES = "import os\ndef test_dies(): os._exit(3)\ndef test_b(): pass\ndef test_c(): pass\n"
ANOTHER = "import os\ndef test_no_ci(): assert 'CI' not in os.environ\n"


def test_what_ends_its_process_fails_once_and_all_others_run(tmp_path):
    (tmp_path / "test_dies.py").write_text(DIES)
    (tmp_path / "test_another.py").write_text(ANOTHER)
    options = "-p xdist.plugin -p conftest -n 2 --dist=loadfile --max-worker-restart=2"
    command = [sys.executable, "-m", "pytest", *options.split(), "--rootdir", str(tmp_path)]
    # Three processes start for it: without the plugins that it does not need.
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CI": "False"}
    environment["PYTHONPATH"] = str(REPOSITORY / "tests")
    run = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True}
    done = subprocess.run([*command, str(tmp_path)], timeout=120, **run)
    assert "1 failed, 3 passed" in done.stdout and "test_dies.py::test_dies" in done.stdout
