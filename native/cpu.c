#include "cpu.h"

#if CPU_X86_64

#include <cpuid.h>

static bool ask_for_sha(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

bool cpu_has_sha(void)
{
    /* CPUID takes microseconds in a virtual machine. Threads that ask at once find the same. */
    enum { UNKNOWN, NO, YES };
    static int answer = UNKNOWN;
    int known = __atomic_load_n(&answer, __ATOMIC_RELAXED);
    if (known == UNKNOWN) {
        known = ask_for_sha() ? YES : NO;
        __atomic_store_n(&answer, known, __ATOMIC_RELAXED);
    }
    return known == YES;
}

const char *cpu_features(void)
{
    return cpu_has_sha() ? "x86-64, SHA" : "x86-64";
}

#else

bool cpu_has_sha(void)
{
    return false;
}

bool cpu_has_avx2(void)
{
    return false;
}

const char *cpu_features(void)
{
    return "portable";
}

#endif
