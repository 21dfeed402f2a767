"""What a reader takes home: a run as a script for another library, and as a table. Text out, nothing in."""
