"""The EXEC commands, one file a family. Importing this package declares them all."""
