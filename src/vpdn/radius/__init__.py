"""RADIUS: RFC 2865, 2866, 2869, and Microsoft's attributes, RFC 2548.

`packet` octets to values and back · `dictionary` names and types (the files `dictionary.*`) ·
`authenticator`, `verify` what may be believed · `access` what an access server asks · `mppe` the
keys · `client` who is asked, how often, and in which order. Without I/O.
"""
