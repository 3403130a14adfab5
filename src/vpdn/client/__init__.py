"""The PC: a PPTP client with Windows' settings, personalities and error numbers.

settings       what a call is told to do
connection     the control connection of one call, and its end
call           the call's PPP link and its place in the data path
diagnosis      what went wrong, from what was seen
errors         the error numbers, their causes and cures
routes         into the tunnel, and around it; never at the cost of what was there
inform         what a PC asks by DHCP, and what of the answer it takes
inquiry        the socket for that
adviser        what is made of the answer
carrier        the data path all connections of one GRE socket share
call_ids       which Call IDs are in use on this machine
host           a carrier with a TUN device
dialer         dialling with asyncio
report         what a person is told
phonebook      connections with names, and all that is set for them
keeper         one connection of a person's, dialled again when it may be; `redial` says when
kill_switch    no other way for what is the tunnel's
resolver       the server's name servers, taken into use
running        the connections of this machine; `attendant` answers for one
leftovers      what a program left that was killed
marks          routes that are known by their metric
standing       how a connection stands, as JSON and as text
"""
