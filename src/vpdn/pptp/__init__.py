"""PPTP's control connection: RFC 2637 section 3, for both ends.

settings   what one end says of itself and how long it waits
outputs    what the machines return: things to do and records of what happened
control    the control connection (control_table: its states, originator and receiver)
call       one call and the four tables of section 3.2
calls      all calls of one control connection, by our Call ID and by the peer's
messages   what is sent about calls, filled from the settings

PNS: who sends Outgoing-Call-Request (a dial-up client). PAC: who answers it (a server).
"""
