"""What one lesson alone writes: the checks judge by it, the views run it where nothing is given."""
