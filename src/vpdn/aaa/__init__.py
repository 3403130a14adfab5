"""Authentication and authorization for network users.

`service` the facade · `method_list` who is asked, in order: an error goes on, a refusal ends ·
`local` and `radius` the methods · `proof`, `new_password` what credentials prove ·
`authorization` what a user may start, `commands` which commands he may give · `types`, `trace`,
`settings` the vocabulary.
"""
