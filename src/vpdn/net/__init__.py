"""Everything that touches the operating system's network.

gre         the one raw socket all sessions share
tun         the one device all sessions' IP packets pass
pump        drives a data path engine between the two
netlink     addresses, routes and links
namespaces  named network namespaces, and being inside one
isolation   a program in namespaces of its own, with or without root
icmp        ping
faults      what a bad line does to packets: delay, loss, duplication, reordering
line        such a line between two namespaces
matches     names for kinds of packets
pcap        captures Wireshark reads
syscalls    four system calls Python lacks
background  what blocks, beside the event loop
alarm       one timer of the event loop, for a deadline that moves
tier_notes  what tiers of the data path go past and need, in words
refusals    the operating system's "no", in one sentence for the operator
"""
