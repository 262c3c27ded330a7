// The sieve of Eratosthenes below 200,000, n times: byte stores with a stride, and a scan.
#include "kernel.h"

enum { LIMIT = 200000 };

static u8 composite[LIMIT];

KERNEL
{
    u32 sum = 0;
    for (int round = 0; round < n; round++) {
        for (int i = 0; i < LIMIT; i++)
            composite[i] = 0;
        for (int i = 2; i * i < LIMIT; i++)
            if (!composite[i])
                for (int j = i * i; j < LIMIT; j += i)
                    composite[j] = 1;
        int count = 0;
        for (int i = 2 + round % 8; i < LIMIT; i++)
            count += !composite[i];
        sum = mix(sum, (u32)count);
    }
    return (int)sum;
}
