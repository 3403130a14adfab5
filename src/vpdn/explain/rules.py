"""Why calls fail: the rules, tried from the top; the first that holds is the diagnosis.

Each is written in the facts of `vocabulary` (`LCP O PROTREJ CCP` is a packet as IOS names it,
`E=691` the number in an MS-CHAP failure, `PC says 742` the one in a Terminate-Request of Windows',
`PC wants 128` a strength of MPPE's). The numbers are those of the table in `client.errors`.
"""

from __future__ import annotations

from vpdn.explain.rule import Rule

_TEMPLATE = "interface Virtual-Template1"
_DEBUG = ("debug ppp negotiation", "debug ppp mppe events", "debug radius")

RULES: tuple[Rule, ...] = (
    # --- the call is not even PPP's ------------------------------------------------------------
    Rule(
        "session limit",
        ("limit",),
        "the router has as many calls as it may have",
        "Raise the limit, or free calls that hang.",
        807,
        lines=("vpdn session-limit 100",),
    ),
    Rule(
        "GRE blocked",
        ("LCP O CONFREQ", "PC silent"),
        "TCP 1723 works, but not one PPP packet of the PC's arrived: GRE (IP protocol 47) is"
        " blocked on the path (Windows 2000 and XP say 721, later ones 806, or 619)",
        "Let GRE through every firewall and NAT between the PC and the router, both ways.",
        721,
        unseen=("response",),
        lines=("access-list 101 permit tcp any any eq 1723", "access-list 101 permit gre any any"),
    ),
    # --- authentication ------------------------------------------------------------------------
    Rule(
        "no common authentication",
        ("LCP O CONFREQ AuthProto",),
        "the PC refuses every authentication method that the router asks for",
        "Allow MS-CHAP on the PC, or add the PC's method to the template.",
        919,
        any_of=("LCP I CONFREJ AuthProto", "LCP failed", "LCP I CONFNAK AuthProto"),
        unseen=("response", "LCP Open"),
        lines=(_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
    ),
    Rule(
        "too many calls of the user",
        ("user limit",),
        "the password is right, but the user has as many calls as `user-maxlinks` or RADIUS'"
        " Port-Limit allows{for_user}",
        "Hang up the other call, or allow more. A call that crashed is in the way until keepalives"
        " tell, unless who dials again may have its place.",
        649,
        unseen=("success",),
        lines=("vpdn user-maxlinks replace",),
    ),
    Rule(
        "logged in twice",
        ("logged in twice",),
        "the RADIUS server says that the user is logged in already",
        "End the other call, or allow more at a time (FreeRADIUS: Simultaneous-Use).",
        691,
        lines=("clear vpdn tunnel pptp all",),
    ),
    Rule(
        "logon hours",
        ("E=646",),
        "the account may not log on at this time of day",
        "Dial at a permitted hour, or change the account's hours on the RADIUS server.",
        646,
        unseen=("success",),
    ),
    Rule(
        "account disabled",
        ("E=647",),
        "the account is disabled",
        "Enable the account where it is kept.",
        647,
        unseen=("success",),
    ),
    Rule(
        "password expired",
        ("E=648",),
        "the password was right, but has expired",
        "Change it where the account is kept, or let the PC do so, then dial again.",
        648,
        unseen=("success",),
        lines=("aaa authentication ppp default passwd-expiry group radius local",),
    ),
    Rule(
        "no permission to dial in",
        ("E=649",),
        "the account's dial-in setting or a remote access policy denies it",
        "Grant dial-in permission, or let a remote access policy admit the user's group.",
        649,
        unseen=("success",),
    ),
    Rule(
        "password not changed",
        ("E=709",),
        "the new password was refused",
        "Choose a password that the domain's rules accept.",
        709,
        unseen=("success",),
    ),
    Rule(
        "wrong shared secret",
        ("RADIUS reply forged",),
        "the RADIUS server answers, but its replies fail the check: router and server have"
        " different shared secrets",
        "Give both the same secret; the router takes such a reply for none.",
        691,
        unseen=("up", "IPCP Open"),
        lines=("radius-server key SECRET",),
    ),
    Rule(
        "RADIUS unreachable, and local refuses",
        ("method local", "AAA FAIL"),
        "no RADIUS server answered, and the local users have no such name and password",
        "Bring the RADIUS server back, or add the user to the router.",
        691,
        any_of=("RADIUS silent", "AAA ERROR"),
        unseen=("success",),
        lines=("username {user} password PASSWORD",),
    ),
    Rule(
        "RADIUS unreachable",
        (),
        "no RADIUS server answered{at}, and no later method took the user: the PC is told 691, as"
        " if the password were wrong, since MS-CHAP has no other word for it (a Windows server that"
        " gets no answer says 930; a PC that waits in vain says 718)",
        "See that the server runs, knows this router as a client, and has the same secret and port"
        " (1645 or 1812); let `local` stand behind it.",
        691,
        any_of=("AAA ERROR", "RADIUS silent", "RADIUS dead"),
        unseen=("success", "AAA PASS", "RADIUS accepts", "RADIUS rejects", "up", "IPCP Open"),
        lines=(
            "radius-server host {server} auth-port 1645 acct-port 1646",
            "radius-server key SECRET",
            "aaa authentication ppp default group radius local",
        ),
    ),
    Rule(
        "wrong user name or password",
        (),
        "the user name or the password is wrong{for_user}",
        "Check both, and the domain; IAS' event log says which of them it was.",
        691,
        any_of=("E=691", "failure", "RADIUS rejects", "AAA FAIL", "refused"),
        unseen=("success",),
    ),
    Rule(
        "authentication timed out",
        ("challenge", "authentication timeout"),
        "the PC did not answer the challenge",
        "Look for packet loss on the path.",
        718,
        unseen=("response",),
    ),
    # --- encryption ----------------------------------------------------------------------------
    Rule(
        "encryption without MS-CHAP",
        ("success",),
        "MPPE's keys come of MS-CHAP, and the user was authenticated by another method: there are"
        " none (a PC that requires encryption says so before it dials: “The current encryption"
        " selection requires EAP or some version of MS-CHAP logon security methods”)",
        "Use MS-CHAP on both ends.",
        734,
        any_of=("used PAP", "used CHAP"),
        unseen=("encrypted", "used MS-CHAP", "used MS-CHAP-V2", "IPCP Open", "up"),
        lines=(_TEMPLATE, " ppp authentication ms-chap-v2 ms-chap"),
    ),
    Rule(
        "TACACS+ has no keys",
        ("keys missing", "method tacacs"),
        "TACACS+ can say who a user is, but gives no keys for MPPE",
        "Authenticate the users of PPP by RADIUS, or locally.",
        734,
        unseen=("encrypted",),
        lines=("aaa authentication ppp default group radius local",),
    ),
    Rule(
        "no keys from RADIUS",
        ("RADIUS accepts", "no keys in the answer", "keys missing"),
        "encryption was agreed on, and the RADIUS server accepted the user without giving keys",
        "Let the server send MS-CHAP-MPPE-Keys, or for MS-CHAPv2 MS-MPPE-Send-Key and -Recv-Key"
        " (IAS: encryption in the policy's profile; FreeRADIUS: `use_mppe = yes` of mschap).",
        734,
        unseen=("encrypted",),
    ),
    Rule(
        "keys did not reach MPPE",
        ("keys given", "keys missing"),
        "encryption was agreed on, and MPPE has none of the keys that the RADIUS server gave: they"
        " come by way of the network service's authorization",
        "Let RADIUS authorize the network service; have it send the keys of the MS-CHAP version"
        " that the user answered by.",
        734,
        unseen=("encrypted",),
        lines=("aaa authorization network default group radius local",),
    ),
    Rule(
        "no keys for MPPE",
        ("keys missing",),
        "encryption was agreed on, but there are no keys: the PC's profile allows no encryption,"
        " or the RADIUS server's answer had no MS-CHAP-MPPE-Keys (`debug radius` would show which)",
        "On the PC require or allow data encryption; on the RADIUS server let the policy's profile"
        " have encryption, and see that RADIUS authorizes the network service.",
        734,
        unseen=("encrypted",),
        lines=("aaa authorization network default group radius local", "debug radius"),
    ),
    Rule(
        "MPPE is not configured",
        ("LCP O PROTREJ CCP",),
        "the PC requires encryption, and the router's template has none: it rejects CCP",
        "Give the template encryption.",
        742,
        unseen=("up",),
        lines=(_TEMPLATE, " ppp encrypt mppe auto"),
    ),
    Rule(
        "strengths differ",
        ("strengths differ",),
        "the PC and the router allow different key lengths, and none both",
        "Let one end allow the other's: `auto` offers all, and Windows' “require encryption” (not"
        " “maximum”) takes 40 bit.",
        742,
        any_of=("CCP I CONFREQ MS-PPC", "CCP O CONFREQ MS-PPC", "CCP O CONFNAK MS-PPC"),
        unseen=("encrypted",),
        lines=(_TEMPLATE, " ppp encrypt mppe auto required"),
    ),
    Rule(
        "PC allows no encryption",
        (),
        "the router wants encryption and the PC allows none: it rejects CCP",
        "On the PC require or allow data encryption; or let the router do without.",
        734,
        any_of=("LCP I PROTREJ CCP", "CCP I CONFREJ MS-PPC"),
        unseen=("encrypted", "up"),
        lines=(_TEMPLATE, " no ppp encrypt mppe"),
    ),
    Rule(
        "required encryption not agreed on",
        ("encryption missing",),
        "the router requires encryption, and the PC would not have it",
        "On the PC require or allow data encryption, or let the router do without.",
        734,
        unseen=("encrypted",),
        lines=(_TEMPLATE, " no ppp encrypt mppe"),
    ),
    Rule(
        "PC found no encryption",
        ("PC says 742",),
        "the PC requires an encryption that the router does not offer",
        "Give the template the PC's strength.",
        742,
        lines=(_TEMPLATE, " ppp encrypt mppe auto"),
    ),
    # --- addresses -----------------------------------------------------------------------------
    Rule(
        "pool exhausted",
        ("pool empty",),
        "no address is left for the PC",
        "Add addresses to the pool, or a pool to the template.",
        720,
        unseen=("up", "IPCP Open", "address"),
        lines=(
            "ip local pool default 172.16.10.1 172.16.10.254",
            _TEMPLATE,
            " peer default ip address pool default",
        ),
    ),
    Rule(
        "not authorized",
        ("not authorized",),
        "AAA let the user in, but not to the network service",
        "See what the list of `aaa authorization network` says for the user.",
        720,
        unseen=("up",),
        lines=("aaa authorization network default group radius local",),
    ),
    # --- it was up, and is no more -------------------------------------------------------------
    Rule(
        "keepalive lost",
        ("keepalive lost",),
        "the PC stopped to answer keepalives: it went away, or the path did",
        "Look at the path. On a slow one give the PC more time.",
        807,
        lines=(_TEMPLATE, " keepalive 10 10"),
    ),
    Rule(
        "tunnel silent",
        ("tunnel silent",),
        "the PC stopped to answer the tunnel's echoes",
        "Look at the path between the PC and the router.",
        807,
    ),
    Rule(
        "loopback",
        ("loopback",),
        "the router heard its own packets",
        "Look for what mirrors GRE on the path.",
        737,
    ),
    Rule(
        "replaced by a newer call",
        ("replaced",),
        "the same user dialled again{for_user}, and the router lets the newer call have the place:"
        " `vpdn user-maxlinks replace`",
        "Let the user have more calls at a time, if both are wanted.",
        629,
        lines=("username {user} user-maxlinks 2",),
    ),
    Rule(
        "ended by the PC",
        ("up",),
        "the call was up, and the PC hung up",
        "",
        any_of=("LCP I TERMREQ", "PC cleared the call", "PC stopped"),
    ),
    Rule(
        "ended by the router",
        ("up", "LCP O TERMREQ"),
        "the call was up, and the router ended it",
        "Look for an idle or session timeout, an operator's `clear`, or a new configuration.",
    ),
    Rule("up", (), "the call is up", "", any_of=("up",)),
    Rule(
        "up",
        ("IPCP Open",),
        "the call is up",
        "",
        unseen=("LCP O TERMREQ", "LCP I TERMREQ"),
    ),
    # --- the log ends too early, or begins too late --------------------------------------------
    Rule(
        "the PC gave up",
        (),
        "the PC ended the call before it was up, and did not say why",
        "Look at the PC's error; let it dial again with these debugs on.",
        any_of=("LCP I TERMREQ", "PC cleared the call", "PC stopped"),
        lines=_DEBUG,
    ),
    Rule(
        "LCP does not open",
        ("LCP O CONFREQ",),
        "LCP does not open",
        "Look for loss on the path, and compare both ends' options.",
        718,
        unseen=("LCP Open", "response", "success"),
        lines=_DEBUG,
    ),
    Rule(
        "unfinished",
        (),
        "the log shows no end of this call, and nothing that is wrong",
        "Take a log of a whole call.",
        lines=_DEBUG,
    ),
)

REMARKS: tuple[Rule, ...] = (
    Rule(
        "local users stood in",
        ("AAA PASS",),
        "no RADIUS server answered; the method behind it in the list stood in (local users)",
        "Bring the RADIUS server back: until then its policies do not count.",
        any_of=("AAA ERROR", "RADIUS silent"),
        unseen=("RADIUS accepts",),
        lines=(
            "radius-server host {server} auth-port 1645 acct-port 1646",
            "radius-server key SECRET",
        ),
    ),
    Rule(
        "password changed",
        ("E=648", "success"),
        "the password had expired, and the PC gave a new one",
        "Dial with the new one from now on.",
    ),
    Rule(
        "secrets differ",
        ("RADIUS reply forged", "success"),
        "a RADIUS server's replies fail the check, so they counted as none",
        "Give the router and the server the same secret.",
        lines=("radius-server key SECRET",),
    ),
    Rule(
        "black hole",
        ("up",),
        "no log shows whether large packets pass: if ping works and web pages hang, they do not",
        "Let the router bring TCP's segments down to what fits.",
        unseen=("LCP I TERMREQ", "LCP O TERMREQ"),
        lines=(_TEMPLATE, " ip mtu 1400", " ip tcp adjust-mss 1360"),
    ),
)
"""What is worth saying beside the diagnosis: all that hold."""
