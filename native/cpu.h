/* What this processor can do beyond what every one can: asked once, at the first use. */

#ifndef VPDN_CPU_H
#define VPDN_CPU_H

#include <stdbool.h>

/* Whether the code for x86-64 is built in. -DVPDN_PORTABLE leaves it out, to compare the two. */
#if defined(__x86_64__) && !defined(VPDN_PORTABLE)
#define CPU_X86_64 1
#else
#define CPU_X86_64 0
#endif

/* SSE4.1 and SSSE3. */
bool cpu_has_sse41(void);

/* SHA-1 instructions (and SSSE3 and SSE4.1, which the code for them needs besides). */
bool cpu_has_sha(void);

/* AVX2, and a system that keeps its registers. Quick enough to be asked for every packet. */
bool cpu_has_avx2(void);

/* The same in words, for people: "x86-64, SHA" or "portable". */
const char *cpu_features(void);

#endif
