// Pseudo-random numbers of 64 bits: splitmix64, xorshift64* and a finalizer of multiplications and shifts, n times: i64 arithmetic without memory.
#include "kernel.h"

KERNEL
{
    u64 state = 42, shifted = 88172645463325252ull, sum = 0;
    for (int i = 0; i < n; i++) {
        u64 z = state += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        z ^= z >> 31;
        shifted ^= shifted >> 12;
        shifted ^= shifted << 25;
        shifted ^= shifted >> 27;
        u64 k = z + shifted * 0x2545f4914f6cdd1dull;
        k ^= k >> 33;
        k *= 0xff51afd7ed558ccdull;
        k ^= k >> 33;
        sum = ((sum << 7) | (sum >> 57)) ^ k;
    }
    return (int)(sum ^ (sum >> 32));
}
