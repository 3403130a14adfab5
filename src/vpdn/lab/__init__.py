"""Networks on one machine, and whole calls played on them.

topology     what a lab's file says: nodes, LANs, lines, the parts that run, what is asked of them
overlay      a lab as what differs from another one
expectation  what must be seen, and whether it was
explanation  why it failed, and the cure
drawing      the picture a lab's file opens with
builder      namespaces, links, addresses and routes made from it, and removed
parts        the programs inside, from start to readiness to a proper end
play         a lab from its drawing to the router's prompt
topologies   the labs that come with vpdn
"""
