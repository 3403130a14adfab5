"""The load: many PCs in one process, at a pace, for sizing a PPTP server.

settings     what a run is told to do
notation     the command line's words for it: rates, traffic, addresses, users
population   who is called when: rate, hold, duration, churn
caller       one call from dialling to hanging up
line         a call's place in the data path, and when each phase of its set-up ended
stopwatch    the phases of a set-up
desk         what calls from one source address share: GRE socket and engine, no device
packets      test packets, made and recognised
stream       the packets of one call, at a rate
tally        all that is counted
histogram    percentiles in bounded memory
run          all of it together
report       the figures as a document, and that as text
"""
