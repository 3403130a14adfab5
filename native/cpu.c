#include "cpu.h"

#if CPU_X86_64

#include <cpuid.h>

enum { ASKED = 1, SSE41 = 2, SHA = 4 };

static int ask(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1))
        return ASKED;
    bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
    return ASKED | SSE41 | (sha ? SHA : 0);
}

static int answers(void)
{
    /* CPUID takes microseconds in a virtual machine. Threads that ask at once find the same. */
    static int known;
    int answer = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (!answer) {
        answer = ask();
        __atomic_store_n(&known, answer, __ATOMIC_RELAXED);
    }
    return answer;
}

bool cpu_has_sse41(void)
{
    return answers() & SSE41;
}

bool cpu_has_sha(void)
{
    return answers() & SHA;
}

bool cpu_has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

const char *cpu_features(void)
{
    return cpu_has_sha() ? "x86-64, SHA" : "x86-64";
}

#else

bool cpu_has_sse41(void)
{
    return false;
}

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
