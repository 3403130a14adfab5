"""TACACS+: RFC 8907. Its settings, until there is a client."""
