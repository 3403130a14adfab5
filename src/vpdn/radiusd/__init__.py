"""A RADIUS server in the manner of Windows 2000's Internet Authentication Service.

`settings` the file · `directory`, `passwords` the users · `judge` credentials, account, policies ·
`policies`, `conditions`, `hours` who may connect · `replies` what is said · `service` datagrams
in, datagrams out · `server` the two UDP ports.
"""
