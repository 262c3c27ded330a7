// What the kernels share: how one is exported, a checksum, and pseudo-random numbers. Kernels use no library and import nothing.
#pragma once

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

// The function that is measured: it does `n` rounds of work and returns a checksum of all of it.
#define KERNEL __attribute__((export_name("run"))) int run(int n)

// Adds a number to a checksum. The order matters.
static inline u32 mix(u32 sum, u32 value)
{
    return (((sum << 5) | (sum >> 27)) ^ value) * 2654435761u;
}

// The next pseudo-random number of a linear congruential generator; its upper bits are the good ones.
static inline u32 next_random(u32 *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}
