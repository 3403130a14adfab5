"""The router's face: IOS' configuration, console and debug output.

- a *declaration* is one command's grammar, help and meaning (`grammar`, `setting`, `commands`);
- the *running-config* is the ordered tree of what was configured (`config`);
- a *shell* is one EXEC session; the *console* carries shells over a UNIX socket.

IOS' words live here and nowhere else.
"""
