/*
 * A plugin for Debian's pppd: the LM key of MS-CHAPv1, so that it can do MPPE at 40 bits (RFC 3079 section 2.1).
 *
 * pppd keys MPPE from the NT hash alone and after MS-CHAPv1 turns 40 bits off, whatever it was built with. The
 * plugin takes the LM hash as the option `lm-hash HEX`, and once authentication is done hands its first 8 octets
 * over as the key of both directions. All else, negotiation and encryption, stays pppd's and its kernel's.
 */
#include <stdio.h>
#include <string.h>
#include <pppd/pppd.h>
#include <pppd/chap_ms.h>

#define LM_KEY_LEN 8

char pppd_version[] = VERSION;

static char *lm_hash;

static option_t options[] = {
    { "lm-hash", o_string, &lm_hash, "The LM hash of the password, in hexadecimal" },
    { NULL }
};

static void hand_over_key(void *opaque, int arg)
{
    unsigned char key[MPPE_MAX_KEY_LEN] = { 0 };

    for (int i = 0; i < LM_KEY_LEN; i++)
        if (sscanf(lm_hash + 2 * i, "%2hhx", &key[i]) != 1)
            fatal("lm-hash: not hexadecimal");
    memcpy(mppe_send_key, key, sizeof key);
    memcpy(mppe_recv_key, key, sizeof key);

    /* What turns 40 bits off is the mark of MS-CHAPv1; CCP asks for nothing else of it. */
    auth_done[0] = (auth_done[0] & ~CHAP_MS_WITHPEER) | CHAP_MS2_WITHPEER;
    notice("LM key set");
}

void plugin_init(void)
{
    add_options(options);
    add_notifier(&auth_up_notifier, hand_over_key, NULL);
}
