#include "cpu.h"

#if defined(__x86_64__)

#include <cpuid.h>

bool cpu_has_sha(void)
{
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1))
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
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
